import type { ConfigDefinition } from '../define-config.ts'
import { type Described, describedSections } from './described.ts'

/**
 * A `.env.example`: every variable by section, with what it is for, what it must be, and an example or
 * its default. What must be set stands as a line to fill in, all else as a comment. No secret's default
 * is in it. The same definition makes the same bytes.
 *
 * @example
 * ```ts
 * import { defineConfig, port, secret } from '@sallyport/config-validation'
 * import { envExample } from '@sallyport/config-validation/generate'
 * import * as z from 'zod'
 *
 * const schema = z.object({ port: port({ default: 3000, help: 'Where it listens.' }), token: secret() })
 * console.log(envExample(defineConfig({ schema })).split('\n').slice(4))
 * // prints: [
 * // prints:   '# Where it listens.',
 * // prints:   '# Must be a port, 1 to 65535. Optional.',
 * // prints:   '#PORT=3000',
 * // prints:   '',
 * // prints:   '# Must be a secret, without white space around it. Required.',
 * // prints:   'TOKEN=',
 * // prints:   ''
 * // prints: ]
 * ```
 */
export function envExample(definition: ConfigDefinition): string {
  const head = [
    '# Copy to .env and fill in. Generated from the definition of the configuration: change that instead.',
    `# ${definition.profile}, in the environment and not in this file, says the profile; unset is production.`,
    '# A line that begins with #NAME= shows what holds when nothing is said, or an example.',
  ].join('\n')
  const sections = describedSections(definition).flatMap(({ title, values }) => [
    ...(title === '' ? [] : [`# ---- ${title}`]),
    ...values.map(([, value]) => entry(value)),
  ])
  return `${[head, ...sections].join('\n\n')}\n`
}

function entry({ name, help, expected, need, isRequired, example }: Described): string {
  const lines = [
    ...(help === undefined ? [] : [`# ${help}`]),
    `# Must be ${expected}. ${capital(need)}.`,
    `${isRequired ? '' : '#'}${name}=${quoted(example)}`,
  ]
  return lines.join('\n')
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const bare = /^[^\s'"#`$\\]*$/

/** A value as readers of `.env` agree on it. */
function quoted(value: string): string {
  if (bare.test(value)) return value
  if (!/['\r\n]/.test(value)) return `'${value}'`
  const escaped = value
    .replace(/["\\$]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
  return `"${escaped}"`
}
