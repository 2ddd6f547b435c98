import { demandOptions } from '@sallyport/core'
import type { ConfigFile, FileFormat, Parsed, Position } from './config-file.ts'
import { positionAt } from './position.ts'

/**
 * `.env`: `NAME=value` on lines of their own, `export` before it or not. Single quotes keep everything as
 * it is; in double quotes `\n`, `\r`, `\t`, `\"`, `\\` and `\$` are read; both may run over several lines.
 * Without quotes a value ends at its line's end or before ` #`. Nothing is put in for `$NAME`.
 */
export const dotenv: FileFormat = { name: '.env', isEnvironment: true, parse, locate }

/** A file of variables. @default optional: on a server the environment itself has them */
export function envFile(path: string, options: { readonly optional?: boolean } = {}): ConfigFile {
  demandOptions('config-validation: envFile()', options, ['optional'])
  return { path, isOptional: options.optional ?? true, format: dotenv }
}

interface Entry {
  readonly name: string
  readonly value: string
  readonly nameAt: number
  readonly valueAt: number
}

const blank = /[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r|$)/y
const opening = /([ \t]*(?:export[ \t]+)?)([A-Za-z_][A-Za-z0-9_]*)[ \t]*=[ \t]*/y
const quoted = /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"/y
const bare = /(?:[^\r\n \t]|[ \t]+(?![ \t]|#|[\r\n]|$))*/y

function parse(text: string): Parsed {
  const values: Record<string, string> = Object.create(null)
  const end = scan(text, ({ name, value, nameAt }) => {
    if (name in values)
      return { fault: 'the same name stands here for the second time', at: nameAt }
    values[name] = value
    return undefined
  })
  if (end) return { ok: false, fault: end.fault, at: positionAt(text, end.at) }
  return { ok: true, value: values }
}

function locate(
  text: string,
  [name]: readonly string[],
  of: 'key' | 'value',
): Position | undefined {
  let found: Entry | undefined
  scan(text, (entry) => {
    if (entry.name === name) found ??= entry
    return undefined
  })
  return found && positionAt(text, of === 'key' ? found.nameAt : found.valueAt)
}

interface End {
  readonly fault: string
  readonly at: number
}

/** Tells of each entry until one is refused. Returns where it makes no sense. */
function scan(text: string, meet: (entry: Entry) => End | undefined): End | undefined {
  let at = 0
  while (at < text.length) {
    const empty = match(blank, text, at)
    if (empty) {
      at += empty[0].length
      continue
    }
    const open = match(opening, text, at)
    if (!open) return { fault: 'NAME=value is expected here', at }
    const valueAt = at + open[0].length
    const [length, value] = readValue(text, valueAt)
    const refused = meet({
      name: open[2] ?? '',
      value,
      nameAt: at + (open[1]?.length ?? 0),
      valueAt,
    })
    if (refused) return refused
    at = valueAt + length
    const rest = match(blank, text, at)
    if (!rest) return { fault: 'the value has ended, and the line has not', at }
    at += rest[0].length
  }
  return undefined
}

function readValue(text: string, at: number): [length: number, value: string] {
  const inQuotes = match(quoted, text, at)
  if (inQuotes) return [inQuotes[0].length, inQuotes[1] ?? unescaped(inQuotes[2] ?? '')]
  // A quote that nothing closes is no value: the line does not end behind it.
  if (text[at] === '"' || text[at] === "'") return [0, '']
  const plain = match(bare, text, at)?.[0] ?? ''
  const isComment = plain.startsWith('#') && /[ \t]/.test(text[at - 1] ?? '')
  return isComment ? [0, ''] : [plain.length, plain]
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

function unescaped(text: string): string {
  return text.replace(/\\([nrt"\\$])/g, (_, mark: string) => escapes[mark] ?? mark)
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}
