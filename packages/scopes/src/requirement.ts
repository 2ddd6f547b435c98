import { hasBit, maskOf, wordOf } from './bits.ts'
import { bitsOf, type Grants } from './grants.ts'
import type { Registry } from './registry.ts'
import { quoted, shown } from './shown.ts'

/** How a requirement is asked: by the same name for every copy of this module, each of which knows its own grants. */
const heldBy: unique symbol = Symbol.for('@sallyport/scopes/held-by') as never

/** Whether it was made by one of those copies: what is spread from a requirement, or inherits from one, was not. */
const isMade: unique symbol = Symbol.for('@sallyport/scopes/is-made') as never

/** What must be held: made by `allOf` or `anyOf` of a registry. It never changes. */
export interface Requirement {
  readonly [heldBy]: (grants: Grants) => boolean
  readonly [isMade]: boolean
  /** `orders:read`, `all of a b`, `any of a b`: the same for the same requirement. For metrics and records. */
  readonly label: string
  readonly mode: 'all' | 'any'
  /** In the registry's order. */
  readonly scopes: readonly string[]
}

/**
 * Whether these grants meet the requirement. Throws a TypeError when they are of different
 * registries: a mistake of the program's, of which no request may profit.
 */
export function holds(grants: Grants, requirement: Requirement): boolean {
  try {
    return requirement[heldBy](grants)
  } catch (error) {
    // Only now, because the hot path does not ask first.
    required('holds', requirement)
    throw error
  }
}

/** The requirement, if it is one; throws a TypeError otherwise. */
export function required(where: string, requirement: Requirement): Requirement {
  if (requirement?.[isMade] === true) return requirement
  throw new TypeError(
    `scopes: ${where}() needs a requirement made by allOf() or anyOf(), got ${shown(requirement)}`,
  )
}

// They stand in a header of each refusal.
const mostScopes = 32

/** Compiles a requirement; throws a RangeError for none, for too many, and for what is no scope. */
export function requirement(
  registry: Registry,
  mode: 'all' | 'any',
  given: readonly string[],
): Requirement {
  const where = `scopes: ${mode}Of()`
  const unknown = given.filter((name) => !registry.numberOf.has(name))
  if (unknown.length > 0) {
    throw new RangeError(`${where} takes scopes, no roles and no wildcards, got ${quoted(unknown)}`)
  }
  const numbers = [...new Set(given.map((name) => registry.numberOf.get(name) as number))]
  if (numbers.length === 0 || numbers.length > mostScopes) {
    throw new RangeError(`${where} takes 1 to ${mostScopes} scopes, got ${numbers.length}`)
  }
  return new Needed(
    registry,
    mode,
    numbers.toSorted((a, b) => a - b),
  )
}

class Needed implements Requirement {
  readonly label: string
  readonly mode: 'all' | 'any'
  readonly scopes: readonly string[]
  readonly #registry: Registry
  /** The number of the one scope, which is one bit and needs no loop; -1 for several. */
  readonly #only: number
  readonly #parts: readonly Part[]

  constructor(registry: Registry, mode: 'all' | 'any', numbers: readonly number[]) {
    this.mode = mode
    this.scopes = Object.freeze(numbers.map((number) => registry.names[number] as string))
    this.label = numbers.length === 1 ? this.scopes.join() : `${mode} of ${this.scopes.join(' ')}`
    this.#registry = registry
    this.#only = numbers.length === 1 ? (numbers[0] as number) : -1
    this.#parts = partsOf(numbers)
    Object.freeze(this)
  }

  get [isMade](): boolean {
    return #registry in this
  }

  [heldBy](grants: Grants): boolean {
    const bits = bitsOf(grants, this.#registry)
    if (this.#only >= 0) return hasBit(bits, this.#only)
    const parts = this.#parts
    const isAll = this.mode === 'all'
    for (let i = 0; i < parts.length; i++) {
      const { word, mask } = parts[i] as Part
      const found = (bits[word] as number) & mask
      if (isAll ? found !== mask : found !== 0) return !isAll
    }
    return isAll
  }
}

/** The bits needed of one word. Words of which nothing is needed have no part. */
interface Part {
  readonly word: number
  readonly mask: number
}

function partsOf(numbers: readonly number[]): readonly Part[] {
  const masks = new Map<number, number>()
  for (const number of numbers)
    masks.set(wordOf(number), (masks.get(wordOf(number)) ?? 0) | maskOf(number))
  return [...masks].map(([word, mask]) => ({ word, mask }))
}
