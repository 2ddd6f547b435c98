import { isProxy } from 'node:util/types'
import { isSecret, type Json } from '@sallyport/core'
import { Kept } from './kept.ts'
import { special } from './special.ts'

/** Why something of a value is missing from what was kept. */
export type Lost = 'circular' | 'depth' | 'entries' | 'size' | 'throws'

/** What {@link normalise} made of a value. */
export interface Normalised {
  /** Undefined for what JSON leaves out: undefined, a function, a symbol. */
  readonly json: Json | undefined
  /** What is missing. Empty when nothing is. */
  readonly lost: ReadonlySet<Lost>
  /** Lone surrogates became U+FFFD. */
  readonly repaired: boolean
}

/** How much of a value is read. */
export interface Bounds {
  /** Arrays and objects in one another. */
  readonly depth: number
  /** Entries of each array, object, Map and Set. */
  readonly entries: number
  /** Characters of each text. */
  readonly text: number
  /** Characters of all keys and values together, about: it bounds the work. */
  readonly size: number
}

/** The bounds of an event: as much is read as a body has by default. */
export const eventBounds: Bounds = {
  depth: 32,
  entries: 1_000,
  text: 1_048_576,
  size: 1_048_576,
}

/**
 * Any JavaScript value as plain JSON. Never throws. Code of the value's own runs at most once for each
 * property: a getter, or a proxy's traps; `toJSON` and `toString` never do.
 *
 * What JSON has no form for is tagged, as an object whose one key begins with `$`; a value's own keys
 * that begin with `$` get another one before it, so that nothing from outside looks like a tag.
 */
export function normalise(value: unknown, bounds: Bounds = eventBounds): Normalised {
  const reading = new Reading(bounds)
  const json = reading.value(value)
  return { json, lost: reading.lost, repaired: reading.repaired }
}

/** The properties of these names, read in this order; of anything else, none. */
export function normaliseFields(
  value: unknown,
  names: readonly string[],
  bounds: Bounds = eventBounds,
): Omit<Normalised, 'json'> & { readonly json: { readonly [name: string]: Json } } {
  const reading = new Reading({ ...bounds, depth: bounds.depth + 1 })
  const isObject = typeof value === 'object' && value !== null
  const json = isObject ? reading.fields(value, names) : {}
  return { json, lost: reading.lost, repaired: reading.repaired }
}

/** One value being read: what of the bounds is left, and what had to be lost. */
export class Reading {
  readonly lost: Set<Lost>
  repaired = false
  /** Whether all that was written by `written` is ASCII; it may be, where this is false. */
  isAscii = true
  readonly bounds: Bounds
  /** What the value lies in. */
  readonly above: object[] = []
  /** What is left of {@link Bounds.size}. */
  left: number

  constructor(bounds: Bounds, lost: Set<Lost> = new Set()) {
    this.lost = lost
    this.bounds = bounds
    this.left = bounds.size
  }

  value(value: unknown): Json | undefined {
    switch (typeof value) {
      case 'string':
        return this.text(value)
      case 'boolean':
        this.left -= 5
        return value
      case 'number':
        this.left -= 8
        return Number.isFinite(value) ? value : { $number: `${value}` }
      case 'bigint':
        return this.#bigint(value)
      case 'object':
        return value === null ? null : this.#object(value)
      default:
        return undefined
    }
  }

  /** A string without lone surrogates, and no longer than what is left. */
  text(value: string): string {
    const most = Math.min(this.left, this.bounds.text)
    if (value.length > most) return this.#cut(value, most)
    this.left -= value.length + 2
    if (value.isWellFormed()) return value
    this.repaired = true
    return value.toWellFormed()
  }

  #cut(value: string, most: number): string {
    this.lost.add('size')
    const kept = beginning(value, Math.max(0, most))
    this.left -= kept.length + 2
    if (!kept.isWellFormed()) this.repaired = true
    return `${kept.toWellFormed()}…`
  }

  // Writing a number of a million digits takes seconds; comparing it does not.
  #bigint(value: bigint): Json {
    if (value < mostBigint && value > -mostBigint) return this.text(`${value}`)
    this.lost.add('size')
    return { $bigint: value < 0n ? '<' : '>' }
  }

  #object(value: object): Json | undefined {
    const kept = Kept.of(value)
    if (kept !== undefined) return this.#again(kept)
    if (this.above.includes(value)) return this.lose('circular')
    if (this.above.length >= this.bounds.depth) return this.lose('depth')
    this.above.push(value)
    this.left -= 2
    try {
      if (isSecret(value)) return '[secret]'
      if (isProxy(value)) return Array.isArray(value) ? this.list(value) : this.#proxy(value)
      if (Array.isArray(value)) return this.list(value)
      const made = special(value, this)
      return made === undefined ? this.members(value, Object.keys(value)) : made
    } catch {
      return this.lose('throws')
    } finally {
      this.above.pop()
    }
  }

  #again({ json, lost, repaired }: Normalised): Json | undefined {
    for (const one of lost) this.lost.add(one)
    this.repaired ||= repaired
    return json
  }

  // Only the traps that must be: the keys once, and each key once.
  #proxy(value: object): Json {
    const names = Reflect.ownKeys(value).filter((key) => typeof key === 'string')
    return this.members(value, names)
  }

  /** What stands in the place of a value that is not read. */
  lose(lost: Lost): string {
    this.lost.add(lost)
    this.left -= 12
    return placeholders[lost]
  }

  /** A list by index: what JSON leaves out, and a hole, are null. */
  list(values: ArrayLike<unknown>, length: number = values.length): Json[] {
    const most = Math.min(length, this.bounds.entries)
    const all: Json[] = []
    for (let at = 0; at < most && this.left > 0; at++) {
      this.left -= 1
      all.push(this.#read(values, at) ?? null)
    }
    if (all.length < length) all.push(this.without(length - all.length, all.length === most))
    return all
  }

  /** What says how many entries were left out. */
  without(count: number, tooMany: boolean): { readonly $left: number } {
    this.lost.add(tooMany ? 'entries' : 'size')
    return { $left: count }
  }

  /** Reads what lies in a tag, which is an object in the text. */
  tagged(value: object, read: () => Json): Json {
    if (this.above.length >= this.bounds.depth) return this.lose('depth')
    this.above.push(value)
    try {
      return read()
    } finally {
      this.above.pop()
    }
  }

  /** The properties of these names, of the value that everything else lies in. */
  fields(value: object, names: readonly string[]): { [name: string]: Json } {
    this.above.push(value)
    return this.members(value, names)
  }

  /** How many entries of anything are read. */
  get most(): number {
    return this.bounds.entries
  }

  /** The properties of these names; of some of them it may have been done before. */
  members(
    value: object,
    names: readonly string[],
    all: { [name: string]: Json } = {},
    from: number = 0,
  ): { [name: string]: Json } {
    const most = Math.min(names.length, this.bounds.entries)
    let at = from
    for (; at < most && this.left > 0; at++) {
      const name = names[at] as string
      const kept = this.name(name)
      const read = this.#read(value, name)
      // Two names may become one, when repaired or cut: the first stays.
      if (kept !== name && Object.hasOwn(all, kept)) this.lost.add('entries')
      else if (read !== undefined) put(all, kept, read)
    }
    if (at < names.length) Object.assign(all, this.without(names.length - at, at === most))
    return all
  }

  /** The name that a member gets. */
  name(name: string): string {
    const kept = this.text(name)
    return kept.charCodeAt(0) === dollar ? `$${kept}` : kept
  }

  #read(from: object, name: string | number): Json | undefined {
    let value: unknown
    try {
      value = (from as Readonly<Record<string | number, unknown>>)[name]
    } catch {
      return this.lose('throws')
    }
    return this.value(value)
  }
}

const dollar = 0x24
const mostBigint = 2n ** 4_096n

const placeholders: Readonly<Record<Lost, string>> = {
  circular: '[Circular]',
  depth: '[Too deep]',
  entries: '[Too many]',
  size: '[Too long]',
  throws: '[Throws]',
}

/** The first `length` units, without half a pair at the end. */
export function beginning(text: string, length: number): string {
  if (text.length <= length) return text
  const isSplit = (text.charCodeAt(length - 1) & 0xfc00) === 0xd800
  return text.slice(0, isSplit ? length - 1 : length)
}

// Assigning to `__proto__` would change the object's prototype instead.
function put(to: { [name: string]: Json }, name: string, value: Json): void {
  if (name !== '__proto__') to[name] = value
  else Object.defineProperty(to, name, { value, enumerable: true, writable: true })
}
