import { resolve } from 'node:path'
import type { ConfigFile } from './config-file.ts'
import type { ConfigDefinition } from './define-config.ts'
import type { Gathering } from './gathering.ts'
import type { ConfigCode } from './issue.ts'
import type { LayerTexts, Source } from './layer.ts'
import type { Offers } from './offers.ts'
import { readText } from './read-text.ts'
import { readTexts } from './read-texts.ts'
import { isTree, readTree } from './read-tree.ts'

/** What the definition's files have, in their order. */
export function readFiles(definition: ConfigDefinition, to: Gathering): Offers[] {
  return definition.files.flatMap((file) => {
    const path = pathOf(file, definition, to)
    return path === undefined ? [] : readFile(file, path, definition, to)
  })
}

function pathOf(file: ConfigFile, definition: ConfigDefinition, to: Gathering): string | undefined {
  if (!file.path.includes('{profile}')) return file.path
  if (to.profile !== undefined) return file.path.replaceAll('{profile}', to.profile)
  if (!file.isOptional) {
    to.issues.push({
      path: '',
      code: 'required',
      message: `no profile is said, which the name of ${file.path} needs`,
      source: { kind: 'environment', name: definition.profile },
      fix: `set ${definition.profile}`,
    })
  }
  return undefined
}

function readFile(
  file: ConfigFile,
  path: string,
  { plan }: ConfigDefinition,
  to: Gathering,
): Offers[] {
  const refuse = (code: ConfigCode, message: string, source: Partial<Source> = {}): Offers[] => {
    const fix =
      code === 'unreadable' ? 'put it there, or let it be read' : `make it ${file.format.name}`
    to.issues.push({
      path: '',
      code,
      message,
      source: { kind: 'file', file: path, ...source },
      fix,
    })
    return []
  }
  const read = readText(resolve(to.cwd, path))
  if (!read.ok) {
    return read.isMissing && file.isOptional ? [] : refuse('unreadable', `the file ${read.fault}`)
  }
  const parsed = file.format.parse(read.text)
  if (!parsed.ok) {
    return refuse('malformed', `is not ${file.format.name}: ${parsed.fault}`, parsed.at)
  }
  const layer = { kind: 'file', file: { path, text: read.text, of: file } } as const
  if (file.format.isEnvironment) {
    return [readTexts(plan, { ...layer, texts: parsed.value as LayerTexts }, to)]
  }
  if (!isTree(parsed.value)) {
    return refuse('malformed', 'must be an object of named values at its root', {
      line: 1,
      column: 1,
    })
  }
  return [readTree(plan, { ...layer, tree: parsed.value }, to)]
}
