import type { ConfigFile, FileFormat } from '../config-file.ts'
import { positionAt } from '../position.ts'

/** How a file of this format is taken. */
export interface ConfigFileOptions {
  /** A missing file is no error. @default false */
  readonly optional?: boolean
}

/** What is wrong with a text, and where. Never has the text in it. */
export class FileFault extends Error {
  readonly offset: number | undefined
  constructor(fault: string, offset?: number) {
    super(fault)
    this.offset = offset
  }
}

/** The two questions about a format, over a text without a byte order mark, answered by offsets. */
export interface Grammar {
  readonly name: string
  /** Throws a {@link FileFault} for what makes no sense; anything else it throws is told without its words. */
  read(text: string): unknown
  /** Where the value or the key is; undefined where there is none. */
  find(text: string, path: readonly string[], of: 'key' | 'value'): number | undefined
}

/** A grammar as the loader asks it: it never throws. */
export function formatOf({ name, read, find }: Grammar): FileFormat {
  return {
    name,
    parse(text) {
      const bare = withoutMark(text)
      try {
        return { ok: true, value: read(bare) }
      } catch (error) {
        const isOurs = error instanceof FileFault
        const offset = isOurs ? error.offset : undefined
        const at = offset === undefined ? undefined : positionAt(bare, offset)
        // A parser that gave up without a fault of its own ran out of stack, on a text made for it.
        return { ok: false, fault: isOurs ? error.message : 'it is nested too deeply', at }
      }
    },
    locate(text, path, of) {
      const bare = withoutMark(text)
      try {
        const offset = find(bare, path, of)
        return offset === undefined ? undefined : positionAt(bare, offset)
      } catch {
        return undefined
      }
    },
  }
}

/** A file in a format. Throws for a path or options that cannot be. */
export function configFile(
  where: string,
  path: string,
  options: ConfigFileOptions,
  format: FileFormat,
): ConfigFile {
  if (typeof path !== 'string' || path === '') {
    throw new TypeError(`config-validation: ${where} needs a path, got ${typeof path}`)
  }
  const { optional = false, ...others } = options
  const [other] = Object.keys(others)
  if (other !== undefined || typeof optional !== 'boolean') {
    throw new TypeError(
      `config-validation: ${where} takes "optional", true or false, got ${other ?? typeof optional}`,
    )
  }
  return Object.freeze({ path, isOptional: optional, format })
}

/** Sets a member; `__proto__` becomes one as well. */
export function setOwn(object: object, key: string, value: unknown): void {
  const descriptor = { value, writable: true, enumerable: true, configurable: true }
  if (key === '__proto__') Object.defineProperty(object, key, descriptor)
  else (object as Record<string, unknown>)[key] = value
}

/** Throws for a number that a text cannot be: one that is not exact, or not finite. */
export function demandNumber(value: number, source: string, offset: number | undefined): void {
  if (!Number.isFinite(value)) {
    throw new FileFault('a number must be finite: leave it out, or name another', offset)
  }
  const isInteger = /^[+-]?(\d[\d_]*|0[xob][\da-f_]+)$/i.test(source)
  if (isInteger && !Number.isSafeInteger(value)) {
    throw new FileFault('an integer is too large to be exact: write it as text', offset)
  }
}

/** A fault's words for a key that comes again. */
export const twice = 'the same name stands here for the second time'

/** A fault's words where there is no better word. */
export const unexpected = 'something else is expected here'

// Editors show no column for it.
const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text)
