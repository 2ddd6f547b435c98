import type { Json } from '@sallyport/core'
import { canonical } from './canonical.ts'
import { beginning } from './normalise.ts'

/** The bytes of a value's canonical form in UTF-8. */
export const sizeOf = (value: Json): number => Buffer.byteLength(canonical(value))

/**
 * The value itself when its canonical form has at most `most` bytes (64 or more); else as much of it as
 * fits: members in canonical order and items in theirs, strings shortened and with `…` at the end,
 * `$left` saying how many entries are missing.
 */
export function cut(value: Json, most: number): Json {
  return sizeOf(value) <= most ? value : new Cutting(most).value(value)
}

/** Room for any number, any bracket with its mark, and half a string: no entry begins with less. */
const least = 64
/** Room for `,{"$left":1234567890}`. */
const mark = 21

class Cutting {
  #left: number

  constructor(most: number) {
    this.#left = most
  }

  value(value: Json): Json {
    if (typeof value === 'string') return this.#text(value)
    if (typeof value !== 'object' || value === null) {
      this.#left -= sizeOf(value)
      return value
    }
    this.#left -= 2 + mark
    return Array.isArray(value) ? this.#list(value) : this.#members(value as Members)
  }

  #text(text: string): string {
    const kept = fitting(text, this.#left)
    this.#left -= sizeOf(kept)
    return kept
  }

  #list(values: readonly Json[]): Json {
    const all: Json[] = []
    for (const value of values) {
      if (this.#left < least) return [...all, { $left: missing(values, all.length) }]
      this.#left -= 1
      all.push(this.value(value))
    }
    this.#left += mark
    return all
  }

  #members(value: Members): Json {
    const all: [string, Json][] = []
    const { $left = 0 } = value
    const names = Object.keys(value)
      .filter((name) => name !== '$left')
      .sort()
    for (const name of names) {
      const cost = sizeOf(name) + 2
      if (this.#left < least + cost) {
        const count = Number($left) + names.length - all.length
        return Object.fromEntries([...all, ['$left', count]])
      }
      this.#left -= cost
      all.push([name, this.value(value[name] as Json)])
    }
    if (Number($left) > 0) all.push(['$left', $left])
    else this.#left += mark
    return Object.fromEntries(all)
  }
}

type Members = { readonly [name: string]: Json }

/** How many of a list are missing when these many are kept; the last may be the mark of an earlier cut. */
function missing(values: readonly Json[], kept: number): number {
  const last = values.at(-1)
  const { $left, ...others } = (typeof last === 'object' && last !== null ? last : {}) as Members
  const isMark = $left !== undefined && Object.keys(others).length === 0
  return values.length - kept + (isMark ? Number($left) - 1 : 0)
}

/** The longest beginning of a text whose form, with `…`, has at most these bytes. */
function fitting(text: string, most: number): string {
  if (sizeOf(text) <= most) return text
  let fits = 0
  // Each unit is a byte at least.
  for (let over = Math.min(text.length, most); over - fits > 1; ) {
    const half = (fits + over) >> 1
    if (sizeOf(`${beginning(text, half)}…`) <= most) fits = half
    else over = half
  }
  return `${beginning(text, fits)}…`
}
