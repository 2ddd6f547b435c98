import { resolve } from 'node:path'
import type { ConfigDefinition } from '../define-config.ts'
import { gather } from '../gather.ts'
import type { LoadOptions } from '../load-config.ts'

/** Every file that a loading reads or would read: the definition's, and the secrets' that variables name. */
export function watchedPaths(definition: ConfigDefinition, options: LoadOptions): string[] {
  const { layers, profile, cwd } = gather(definition, options)
  const files = definition.files.flatMap(({ path }) =>
    profile === undefined && path.includes('{profile}')
      ? []
      : [path.replaceAll('{profile}', profile ?? '')],
  )
  const naming = definition.plan.leaves.flatMap(({ names }) =>
    names.flatMap(({ file }) => file ?? []),
  )
  const secrets = layers.flatMap(({ layer: { texts } }) =>
    texts === undefined ? [] : naming.flatMap((name) => texts[name] || []),
  )
  return [...new Set([...files, ...secrets].map((path) => resolve(cwd, path)))]
}
