/** Shared by every copy of this module, so that what the ESM copy makes the CommonJS copy knows. */
const brand: unique symbol = Symbol.for('@sallyport/secret') as never
const inspected: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never
const redacted = '[secret]'

/**
 * A value that does not print: string conversion, JSON, `util.inspect` and logs show `[secret]`.
 * {@link Secret.reveal} is the only way out.
 */
export interface Secret<T extends string | Uint8Array = string> {
  readonly [brand]: true
  /** The value itself. */
  reveal(): T
  /** Always `[secret]`. */
  toString(): string
  /** Always `[secret]`. */
  toJSON(): string
}

/**
 * Wraps a value that must never be printed.
 *
 * @example
 * ```ts
 * import { secret } from '@sallyport/core'
 *
 * const password = secret('correct horse')
 * console.log(`${password}`, JSON.stringify({ password })) // prints: [secret] {"password":"[secret]"}
 * console.log(password.reveal().length) // prints: 13
 * ```
 */
export function secret<T extends string | Uint8Array>(value: T): Secret<T> {
  return new Redacted(value)
}

/** Whether this is a {@link Secret}, made by any copy of this package. */
export function isSecret(value: unknown): value is Secret<string | Uint8Array> {
  return typeof value === 'object' && value !== null && brand in value
}

class Redacted<T extends string | Uint8Array> implements Secret<T> {
  // Private by the language: no key, no symbol, no inspection reaches it.
  readonly #value: T
  constructor(value: T) {
    this.#value = value
    Object.freeze(this)
  }
  get [brand](): true {
    return true
  }
  reveal(): T {
    return this.#value
  }
  toString(): string {
    return redacted
  }
  toJSON(): string {
    return redacted
  }
  [inspected](): string {
    return redacted
  }
}
