import { type Bits, hasBit, keepBits, noBits } from './bits.ts'
import { demandObject } from './demand.ts'
import { isWildcard } from './pattern.ts'
import type { Registry } from './registry.ts'
import { quoted, shown } from './shown.ts'

declare const brand: unique symbol

/**
 * Who holds what, compiled: made by `grant`, `read` or `intersect` of a registry, checked by a
 * requirement of the same one. It never changes.
 */
export interface Grants {
  readonly [brand]: true
  /**
   * What was to be granted and is not in the registry: it grants nothing. At most 16 texts, shortened
   * and printable; `…` when there were more.
   */
  readonly unknown: readonly string[]
}

/** What grants were made of: texts, or ceilings. */
export interface Source {
  readonly texts?: readonly string[]
  readonly ceilings?: readonly (readonly [name: string, grants: Grants])[]
  /** How many intersections are inside each other; none, where there are texts. */
  readonly depth?: number
}

const mostUnknown = 16
// Each costs a pass over part of the registry the first time.
const mostWildcards = 100
// Beyond every scope and every role there are only wildcards and repetitions.
const mostTexts = ({ names, roles }: Registry): number => names.length + roles.size + mostWildcards

// `explain` goes down into them, and people read what it says.
const mostDepth = 8

class Held implements Grants {
  declare readonly [brand]: true
  readonly unknown: readonly string[]
  // Private by the language: a typed array cannot be frozen, so nobody else may reach it.
  readonly #registry: Registry
  readonly #bits: Bits
  readonly #source: Source

  constructor(registry: Registry, bits: Bits, source: Source, unknown: readonly string[]) {
    this.#registry = registry
    this.#bits = bits
    this.#source = source
    this.unknown = Object.freeze(unknown)
    Object.freeze(this)
  }

  // The hot path. What is no grants at all throws by itself, which costs less than to ask first.
  static bits(grants: Grants, registry: Registry, what = 'grants'): Bits {
    try {
      if ((grants as Held).#registry === registry) return (grants as Held).#bits
    } catch {}
    throw new TypeError(
      `scopes: ${what} must come from grant(), read() or intersect() of one and the same registry` +
        ` as what they are held to, got ${shown(grants)}`,
    )
  }

  static source(grants: Grants, registry: Registry): Source {
    Held.bits(grants, registry)
    return (grants as Held).#source
  }
}

/** The bits of grants of this registry; throws a TypeError for anything else. */
export const bitsOf: (grants: Grants, registry: Registry, what?: string) => Bits = Held.bits

/** What grants of this registry were made of; throws a TypeError for anything else. */
export const sourceOf: (grants: Grants, registry: Registry) => Source = Held.source

/** Grants from texts that the program wrote; throws a RangeError naming all that are unknown. */
export function granted(registry: Registry, texts: readonly string[]): Grants {
  const bits = noBits(registry.names.length)
  const unknown = texts.filter((text) => typeof text !== 'string' || !registry.add(bits, text))
  if (unknown.length === 0) return new Held(registry, bits, { texts: [...new Set(texts)] }, [])
  throw new RangeError(
    `scopes: no scope, no role and no wildcard that means a scope: ${quoted(unknown)}`,
  )
}

/** Grants from whatever was stored or sent. Never throws. */
export function read(registry: Registry, given: unknown): Grants {
  const most = mostTexts(registry)
  const texts = textsOf(given, most + 1)
  const bits = noBits(registry.names.length)
  const known: string[] = []
  const unknown: string[] = []
  let wildcards = 0
  for (const text of new Set(texts.slice(0, most))) {
    const isTooMuch = isWildcard(text) && ++wildcards > mostWildcards
    if (typeof text === 'string' && !isTooMuch && registry.add(bits, text)) known.push(text)
    else unknown.push(shown(text))
  }
  if (texts.length > most) unknown.push('…')
  return new Held(registry, bits, { texts: known }, few(unknown))
}

/** A list, or the words of one text, which is how a token says it (RFC 8693, section 4.2). */
function textsOf(given: unknown, most: number): readonly unknown[] {
  try {
    if (typeof given === 'string') {
      const words: string[] = []
      for (const [word] of given.matchAll(/[^ ]+/g)) if (words.push(word) === most) break
      return words
    }
    // By index, not by a method of its own, which may answer with anything.
    if (Array.isArray(given))
      return Array.from({ length: Math.min(given.length, most) }, (_, i) => given[i])
  } catch {
    // A list that throws when it is read is none.
  }
  return given === undefined || given === null ? [] : [given]
}

const few = (unknown: readonly string[]): readonly string[] => {
  const all = [...new Set(unknown)]
  return all.length > mostUnknown ? [...all.slice(0, mostUnknown), '…'] : all
}

/** What all of several ceilings allow. */
export function intersected(
  registry: Registry,
  ceilings: Readonly<Record<string, Grants>>,
): Grants {
  demandObject('intersect', 'ceilings by their names', ceilings)
  const named = Object.entries(ceilings)
  const [first, ...others] = named.map(([name, grants]) =>
    bitsOf(grants, registry, `the ceiling "${shown(name)}"`),
  )
  if (first === undefined) throw new TypeError('scopes: intersect() needs a ceiling, got none')
  const depth = depthOf(registry, named)
  const bits = first.slice()
  for (const other of others) keepBits(bits, other)
  const unknown = few(named.flatMap(([, grants]) => grants.unknown))
  return new Held(registry, bits, { ceilings: named, depth }, unknown)
}

function depthOf(registry: Registry, named: NonNullable<Source['ceilings']>): number {
  let depth = 1
  for (const [name, grants] of named) {
    // `explain` joins the names of ceilings inside each other with it.
    if (name.includes('.'))
      throw new RangeError(`scopes: intersect() takes names without ".", got ${quoted([name])}`)
    depth = Math.max(depth, 1 + (sourceOf(grants, registry).depth ?? 0))
  }
  if (depth <= mostDepth) return depth
  throw new RangeError(`scopes: intersect() goes ${mostDepth} deep at most, got ${depth}`)
}

/** The names of the scopes held, in the registry's order. */
export function namesHeld(registry: Registry, grants: Grants): readonly string[] {
  const bits = bitsOf(grants, registry, 'what is expanded must be a list of texts, or it')
  return Object.freeze(registry.names.filter((_, number) => hasBit(bits, number)))
}
