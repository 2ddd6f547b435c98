import json5 from 'json5'
import type { ConfigFile, FileFormat } from '../config-file.ts'
import {
  type ConfigFileOptions,
  configFile,
  demandNumber,
  FileFault,
  formatOf,
  twice,
  unexpected,
} from './file-format.ts'
import { type Json5Visitor, visitJson5 } from './visit-json5.ts'

/**
 * A file in JSON5. Keys that are there twice, `NaN`, `Infinity` and integers that a number cannot hold
 * exactly make it malformed. Needs the package `json5`.
 *
 * @param path - Relative to `cwd`; `{profile}` in it becomes the profile.
 *
 * @example
 * ```ts
 * import { json5File } from '@sallyport/config-validation/json5'
 *
 * const { format } = json5File('config.json5')
 * console.log(format.parse("{ port: 0x1f90, host: 'localhost' }"))
 * // prints: { ok: true, value: { port: 8080, host: 'localhost' } }
 * const again = format.parse('{ a: 1, a: 2 }')
 * console.log(again.ok || again.at) // prints: { line: 1, column: 9 }
 * ```
 */
export function json5File(path: string, options: ConfigFileOptions = {}): ConfigFile {
  return configFile('json5File()', path, options, format)
}

const format: FileFormat = formatOf({
  name: 'JSON5',
  read(text) {
    const value: unknown = parsed(text)
    // The parser keeps the last of two keys, and says nothing.
    visitJson5(text, namesOf, refusals())
    return value
  },
  find(text, path, of) {
    let found: number | undefined
    const look = (here: readonly string[], at: number): void => {
      const isIt = here.length === path.length && here.every((name, index) => name === path[index])
      if (isIt) found ??= at
    }
    const none = (): void => {}
    visitJson5(
      text,
      namesOf,
      of === 'key' ? { key: look, value: none } : { key: none, value: look },
    )
    return found
  },
})

function parsed(text: string): unknown {
  try {
    return json5.parse(text)
  } catch (error) {
    const { lineNumber, columnNumber } = error as { lineNumber?: number; columnNumber?: number }
    if (lineNumber === undefined || columnNumber === undefined) throw error
    const lines = text.split('\n').slice(0, lineNumber - 1)
    const start = lines.reduce((sum, line) => sum + line.length + 1, 0)
    const at = Math.max(0, Math.min(start + columnNumber - 1, text.length))
    throw new FileFault(at >= text.length ? 'it ends too early' : unexpected, at)
  }
}

function refusals(): Json5Visitor {
  const seen = new Set<string>()
  return {
    key(path, at) {
      const id = JSON.stringify(path)
      if (seen.has(id)) throw new FileFault(twice, at)
      seen.add(id)
    },
    value(_path, at, word) {
      if (word === undefined || /^(true|false|null)$/.test(word)) return
      demandNumber(json5.parse(word), word, at)
    },
  }
}

/** A name as the parser reads it, of its text with escapes. */
const namesOf = (text: string): string => Object.keys(json5.parse(`{${text}:0}`))[0] ?? ''
