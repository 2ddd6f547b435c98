import { parse, TomlDate, TomlError } from 'smol-toml'
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
import { visitToml } from './visit-toml.ts'

/**
 * A file in TOML 1.0. Needs the package `smol-toml`.
 *
 * Dates and times are texts, as RFC 3339 writes them, to the millisecond: `2026-11-21T15:00:00.000Z`.
 * Keys that are there twice, `nan`, `inf` and integers that a number cannot hold exactly make it malformed.
 *
 * @param path - Relative to `cwd`; `{profile}` in it becomes the profile.
 *
 * @example
 * ```ts
 * import { tomlFile } from '@sallyport/config-validation/toml'
 *
 * const { format } = tomlFile('config.toml')
 * const text = 'port = 8080\n[redis]\nurl = "redis://localhost"\n'
 * const parsed = format.parse(text)
 * console.log(parsed.ok && parsed.value) // prints: { port: 8080, redis: { url: 'redis://localhost' } }
 * console.log(format.locate(text, ['redis', 'url'], 'value')) // prints: { line: 3, column: 7 }
 * ```
 */
export function tomlFile(path: string, options: ConfigFileOptions = {}): ConfigFile {
  return configFile('tomlFile()', path, options, format)
}

const format: FileFormat = formatOf({
  name: 'TOML',
  read: (text) => plain(parsed(text), text, []),
  find,
})

function parsed(text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const lines = text.split('\n').slice(0, error.line - 1)
    const start = lines.reduce((sum, line) => sum + line.length + 1, 0)
    // Its words go on with the text itself.
    const [words = ''] = error.message.split('\n')
    const [, fault] = faults.find(([known]) => known.test(words)) ?? []
    throw new FileFault(fault ?? unexpected, start + error.column - 1)
  }
}

const faults: readonly (readonly [RegExp, string])[] = [
  [/trying to redefine/, twice],
  [/integer/, 'an integer is too large to be exact: write it as text'],
  [/nested/, 'it is nested too deeply'],
]

function plain(value: unknown, text: string, path: readonly string[]): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    demandNumber(value, '', find(text, path, 'value'))
  }
  if (value instanceof TomlDate) return value.toISOString()
  if (Array.isArray(value)) return value.map((one, at) => plain(one, text, [...path, `${at}`]))
  if (typeof value !== 'object' || value === null) return value
  const object = {}
  for (const [name, member] of Object.entries(value)) {
    setOwn(object, name, plain(member, text, [...path, name]))
  }
  return object
}

/** The first place where it is named: a table's header, a dotted key, or the key and its value. */
function find(text: string, path: readonly string[], of: 'key' | 'value'): number | undefined {
  let found: number | undefined
  visitToml(text, nameOf, (here, key, value) => {
    if (here.length !== path.length || here.some((name, at) => name !== path[at])) return
    found ??= of === 'key' ? key : value
  })
  return found
}

/** A name as the parser reads it, of its text in quotes. */
const nameOf = (written: string): string => Object.keys(parse(`${written} = 0`))[0] ?? ''
