import type { ConfigFile, FileFormat, Parsed, Position } from './config-file.ts'
import { type JsonEvent, scanJson } from './json-scan.ts'
import { positionAt } from './position.ts'

/** JSON, where a name that stands twice is an error. */
export const json: FileFormat = { name: 'JSON', parse, locate }

/** A file of JSON. @default not optional: that it is missing is an error */
export function jsonFile(path: string, options: { readonly optional?: boolean } = {}): ConfigFile {
  return { path, isOptional: options.optional ?? false, format: json }
}

function parse(text: string): Parsed {
  const found = scanJson(text)
  // The engine's own message quotes the text: a secret beside a missing comma would be printed.
  if (found) return { ok: false, fault: found.fault, at: positionAt(text, found.offset) }
  return { ok: true, value: JSON.parse(text) }
}

function locate(text: string, path: readonly string[], of: 'key' | 'value'): Position | undefined {
  let found: JsonEvent | undefined
  scanJson(text, (event) => {
    if (
      !found &&
      event.path.length === path.length &&
      event.path.every((one, i) => one === path[i])
    )
      found = event
  })
  if (!found) return undefined
  return positionAt(text, (of === 'key' ? found.keyAt : undefined) ?? found.valueAt)
}
