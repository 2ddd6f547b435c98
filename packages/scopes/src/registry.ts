import { demandOptions } from '@sallyport/core'
import { addBits, type Bits, noBits, setBit } from './bits.ts'
import { candidatesIn } from './candidates.ts'
import { describedScopes, listedRoles, mistakesIn } from './definition.ts'
import { isWildcard, matches, segmentsOf } from './pattern.ts'
import { type RoleLists, roleOrder } from './roles.ts'

/** A definition, compiled: each scope has a number, and every text that grants means some of them. */
export interface Registry {
  /** The scopes; a scope's place is its number. */
  readonly names: readonly string[]
  readonly descriptions: ReadonlyMap<string, string | undefined>
  readonly numberOf: ReadonlyMap<string, number>
  readonly roles: RoleLists
  /** Puts what a text means into the set: a scope, a role, a wildcard. False when it means nothing. */
  add(bits: Bits, text: string): boolean
}

// Wildcards come with requests too; what is remembered of them must not fill memory.
const mostRemembered = 2_000

/** Compiles a definition; throws a RangeError that lists all its mistakes. */
export function compiled(definition: {
  readonly scopes: unknown
  readonly roles?: unknown
}): Registry {
  demandOptions('scopes: defineScopes()', definition, ['scopes', 'roles'])
  const described = describedScopes(definition.scopes)
  const roles = listedRoles(definition.roles)
  const mistakes = mistakesIn(described, roles)
  if (mistakes.length > 0) {
    const many = mistakes.length === 1 ? '1 mistake' : `${mistakes.length} mistakes`
    throw new RangeError(`scopes: ${many} in the definition\n  ${mistakes.join('\n  ')}`)
  }
  const names = Object.freeze(described.map(([name]) => name))
  const numberOf = new Map(names.map((name, number) => [name, number]))
  const segments = names.map((name) => name.split(':'))
  const candidates = candidatesIn(segments)
  const composed = new Map<string, Bits>()

  const wildcardBits = (text: string): Bits | undefined => {
    const wildcard = isWildcard(text) ? segmentsOf(text) : undefined
    if (wildcard === undefined) return undefined
    const meant = candidates(wildcard).filter((number) =>
      matches(wildcard, segments[number] as readonly string[]),
    )
    if (meant.length === 0) return undefined
    const bits = noBits(names.length)
    for (const number of meant) setBit(bits, number)
    if (composed.size < mostRemembered) composed.set(text, bits)
    return bits
  }
  const add = (bits: Bits, text: string): boolean => {
    const number = numberOf.get(text)
    if (number !== undefined) {
      setBit(bits, number)
      return true
    }
    const several = composed.get(text) ?? wildcardBits(text)
    if (several !== undefined) addBits(bits, several)
    return several !== undefined
  }
  for (const role of roleOrder(roles).order) {
    const bits = noBits(names.length)
    for (const entry of roles.get(role) ?? []) add(bits, entry)
    composed.set(role, bits)
  }
  return { names, descriptions: new Map(described), numberOf, roles, add }
}
