import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type ParsedNode,
  parseDocument,
  type Scalar,
} from 'yaml'
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
 * A file with one document in YAML 1.2 (its core schema). Needs the package `yaml`.
 *
 * `yes`, `on` and dates are texts, and a key is always text. Aliases are values of their own, at most a
 * hundred of them. Malformed are keys that are there twice, merge keys (`<<`), tags beyond those of the
 * core schema, `%YAML 1.1`, `.nan`, `.inf`, and integers that a number cannot hold exactly. A document
 * with nothing in it is an empty object.
 *
 * @param path - Relative to `cwd`; `{profile}` in it becomes the profile.
 *
 * @example
 * ```ts
 * import { yamlFile } from '@sallyport/config-validation/yaml'
 *
 * const { format } = yamlFile('config.{profile}.yaml', { optional: true })
 * const text = 'redis:\n  url: redis://localhost # for now\n'
 * console.log(format.parse(text)) // prints: { ok: true, value: { redis: { url: 'redis://localhost' } } }
 * console.log(format.locate(text, ['redis', 'url'], 'value')) // prints: { line: 2, column: 8 }
 * ```
 */
export function yamlFile(path: string, options: ConfigFileOptions = {}): ConfigFile {
  return configFile('yamlFile()', path, options, format)
}

const mostAliases = 100
const mostValues = 100_000

const format: FileFormat = formatOf({
  name: 'YAML',
  read(text) {
    const document = documentOf(text)
    const { contents } = document
    const isEmpty =
      contents === null ||
      (isScalar(contents) && contents.type === 'PLAIN' && contents.source === '')
    if (isEmpty && contents?.tag === undefined) return {}
    return plain(contents as Node, { document, aliases: 0, values: 0, within: new Set() })
  },
  find(text, path, of) {
    const document = documentOf(text)
    const top: Found = { node: document.contents }
    const { key, node } = path.reduce<Found>((found, name) => member(document, found, name), top)
    return (of === 'key' ? key : node)?.range?.[0]
  },
})

interface Found {
  readonly key?: Node | null | undefined
  readonly node: Node | null | undefined
}

/** The document, once it is sure that it is one and has nothing that would be understood in two ways. */
function documentOf(text: string): Document.Parsed {
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    stringKeys: true,
    resolveKnownTags: false,
    prettyErrors: false,
    // Silent, it would not tell of a second document either.
    logLevel: 'error',
  })
  // What is not of the core schema is only warned of, and would then be text.
  const [error] = [...document.errors, ...document.warnings]
  if (error !== undefined) throw new FileFault(faults[error.code] ?? unexpected, error.pos[0])
  if (document.directives.yaml.version !== '1.2') {
    throw new FileFault('it says that it is of another version than YAML 1.2', 0)
  }
  return document
}

const faults: Partial<Record<ErrorCode, string>> = {
  DUPLICATE_KEY: twice,
  NON_STRING_KEY: 'a key must be text',
  BAD_ALIAS: 'an alias names no anchor above it',
  BAD_DIRECTIVE: 'a directive is not of YAML 1.2',
  BAD_DQ_ESCAPE: 'an escape in a text is not of YAML',
  BAD_INDENT: 'something is not closed, or its indentation goes with nothing above',
  MULTIPLE_DOCS: 'a second document begins: a file has one',
  RESOURCE_EXHAUSTION: 'it is nested too deeply',
  TAB_AS_INDENT: 'a tab may not indent: use spaces',
  TAG_RESOLVE_FAILED: 'a tag is not of the core schema: leave it out',
  MISSING_CHAR: 'something is not closed, or a separator is missing',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines',
}

interface Reading {
  readonly document: Document.Parsed
  aliases: number
  values: number
  /** What is being read: an alias to one of these would have no end. */
  readonly within: Set<Node>
}

function plain(node: Node, reading: Reading): unknown {
  const offset = node.range?.[0]
  if (isAlias(node)) {
    const target = node.resolve(reading.document)
    if (target === undefined) throw new FileFault('an alias names no anchor above it', offset)
    if (reading.within.has(target)) throw new FileFault('an alias stands in what it names', offset)
    if (++reading.aliases > mostAliases) {
      throw new FileFault(`there are more than ${mostAliases} aliases`, offset)
    }
    return plain(target, reading)
  }
  // A few aliases to lists of aliases are already millions of values.
  if (++reading.values > mostValues) {
    throw new FileFault(`there are more than ${mostValues} values`, offset)
  }
  if (isScalar(node)) return scalarOf(node)
  reading.within.add(node)
  const value = isMap(node)
    ? objectOf(node.items as readonly Pair[], reading)
    : isSeq(node)
      ? node.items.map((item) => plain(item as Node, reading))
      : undefined
  reading.within.delete(node)
  return value
}

interface Pair {
  readonly key: ParsedNode
  readonly value: ParsedNode | null
}

function objectOf(pairs: readonly Pair[], reading: Reading): object {
  const object = {}
  for (const { key, value } of pairs) {
    const offset = key.range[0]
    if (!isScalar(key)) throw new FileFault('a key must be text', offset)
    if (key.value === '<<' && key.type === 'PLAIN') {
      throw new FileFault('a merge key (<<) is not of YAML 1.2: repeat the keys', offset)
    }
    setOwn(object, keyOf(key), value === null ? null : plain(value, reading))
  }
  return object
}

function scalarOf({ value, source, range }: Scalar): unknown {
  if (typeof value === 'number') demandNumber(value, source ?? '', range?.[0])
  return value
}

const keyOf = ({ value }: Scalar): string => String(value ?? '')

function member(document: Document.Parsed, { node }: Found, name: string): Found {
  const holder = isAlias(node) ? node.resolve(document) : node
  if (isSeq(holder)) {
    const index = holder.items.findIndex((_, at) => `${at}` === name)
    return { node: holder.items[index] as Node | undefined }
  }
  const pairs: readonly Pair[] = isMap(holder) ? (holder.items as readonly Pair[]) : []
  const pair = pairs.find(({ key }) => isScalar(key) && keyOf(key) === name)
  return { key: pair?.key, node: pair?.value }
}
