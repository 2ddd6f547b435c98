import { type Node, type ParseError, parseTree } from 'jsonc-parser'
import type { ConfigFile, FileFormat } from '../config-file.ts'
import {
  type ConfigFileOptions,
  configFile,
  demandNumber,
  FileFault,
  formatOf,
  setOwn,
  twice,
  unexpected,
} from './file-format.ts'

/**
 * A file in JSON with comments, and with commas after the last of a list. Keys that are there twice and
 * integers that a number cannot hold exactly make it malformed. Needs the package `jsonc-parser`.
 *
 * @param path - Relative to `cwd`; `{profile}` in it becomes the profile.
 *
 * @example
 * ```ts
 * import { jsoncFile } from '@sallyport/config-validation/jsonc'
 *
 * const { format } = jsoncFile('config.jsonc', { optional: true })
 * console.log(format.parse('{ "port": 8080, /* until the move *\/ }'))
 * // prints: { ok: true, value: { port: 8080 } }
 * ```
 */
export function jsoncFile(path: string, options: ConfigFileOptions = {}): ConfigFile {
  return configFile('jsoncFile()', path, options, format)
}

const format: FileFormat = formatOf({
  name: 'JSONC',
  read: (text) => plain(treeOf(text), text),
  find(text, path, of) {
    const found = path.reduce<Found>(({ node }, name) => member(node, name), { node: treeOf(text) })
    return (of === 'key' ? found.key : found.node)?.offset
  },
})

interface Found {
  readonly key?: Node | undefined
  readonly node: Node | undefined
}

function treeOf(text: string): Node {
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, { allowTrailingComma: true })
  const [error] = errors
  if (error !== undefined || tree === undefined) {
    const isEnd = error === undefined || error.offset >= text.trimEnd().length
    throw new FileFault(isEnd ? 'it ends too early' : unexpected, error?.offset ?? 0)
  }
  return tree
}

function plain(node: Node, text: string): unknown {
  const { type, children = [], offset, length } = node
  if (type === 'array') return children.map((child) => plain(child, text))
  if (type === 'number') demandNumber(node.value, text.slice(offset, offset + length), offset)
  if (type !== 'object') return node.value
  const object = {}
  for (const { children: pair = [] } of children) {
    const [key, value] = pair as [Node, Node]
    if (Object.hasOwn(object, key.value)) throw new FileFault(twice, key.offset)
    setOwn(object, key.value, plain(value, text))
  }
  return object
}

function member(node: Node | undefined, name: string): Found {
  const { type, children = [] } = node ?? {}
  if (type === 'array') {
    const index = children.findIndex((_, at) => `${at}` === name)
    return { node: children[index] }
  }
  const pair =
    type === 'object' ? children.find((one) => one.children?.[0]?.value === name) : undefined
  return { key: pair?.children?.[0], node: pair?.children?.[1] }
}
