import { isWildcard, matches, nameGrammar, segmentsOf } from './pattern.ts'
import { type RoleLists, roleOrder } from './roles.ts'
import { quoted, shown } from './shown.ts'

const mostScopes = 65_536
const mostRoles = 1_000
/** Of a circle, in a message. */
const mostOfCircle = 12

/** The scopes, each with what it allows, from a list or by name. A copy: what is changed later changes nothing. */
export function describedScopes(scopes: unknown): readonly Described[] {
  // Not `map`, which leaves out what a list lacks.
  if (Array.isArray(scopes)) return Array.from(scopes, (name) => [name, undefined])
  if (typeof scopes === 'object' && scopes !== null) return Object.entries(scopes)
  throw new TypeError(`scopes: "scopes" must be a list or an object, got ${shown(scopes)}`)
}

/** The roles, copied too. */
export function listedRoles(roles: unknown = {}): RoleLists {
  if (typeof roles !== 'object' || roles === null)
    throw new TypeError(`scopes: "roles" must be an object, got ${shown(roles)}`)
  return new Map(
    Object.entries(roles).map(([role, list]) => [role, Array.isArray(list) ? [...list] : list]),
  )
}

/** A scope, and what it allows. */
export type Described = readonly [name: string, description: string | undefined]

/** All that is wrong with a definition, a sentence each. */
export function mistakesIn(described: readonly Described[], roles: RoleLists): string[] {
  const names = described.map(([name]) => name)
  const known = new Set(names)
  const isNumberRight = names.length > 0 && names.length <= mostScopes
  const entryMistake = entryCheck(names, roles)
  return [
    ...(isNumberRight ? [] : [`there must be 1 to ${mostScopes} scopes, not ${names.length}`]),
    ...names.filter(isNoName).map((name) => `${quoted([name])} is no scope: ${nameGrammar}`),
    ...described
      .filter(([, text]) => text !== undefined && typeof text !== 'string')
      .map(([name, text]) => `${quoted([name])} is described by ${shown(text)}, not by a text`),
    ...repeated(names).map((name) => `${quoted([name])} is listed twice`),
    ...[...roles.keys()].flatMap((role) => [
      ...(isNoName(role) ? [`${quoted([role])} is no name of a role: ${nameGrammar}`] : []),
      ...(known.has(role) ? [`${quoted([role])} is both a scope and a role`] : []),
    ]),
    ...[...roles].flatMap(([role, entries]) =>
      Array.isArray(entries)
        ? entries.flatMap((entry) => entryMistake(role, entry))
        : [`the role ${quoted([role])} must be a list`],
    ),
    ...cycleMistakes(roles),
  ]
}

const isNoName = (name: unknown): boolean =>
  typeof name !== 'string' || isWildcard(name) || segmentsOf(name) === undefined

function repeated(names: readonly string[]): readonly string[] {
  const once = new Set<string>()
  return [...new Set(names.filter((name) => once.has(name) || !once.add(name)))]
}

function entryCheck(
  names: readonly string[],
  roles: RoleLists,
): (role: string, entry: unknown) => string[] {
  const known = new Set<unknown>([...names, ...roles.keys()])
  const split = names.filter((name) => typeof name === 'string').map((name) => name.split(':'))
  return (role, entry) => {
    const where = `the role ${quoted([role])} includes ${quoted([entry])}, which`
    if (typeof entry !== 'string' || !isWildcard(entry))
      return known.has(entry) ? [] : [`${where} is neither a scope nor a role`]
    const wildcard = segmentsOf(entry)
    if (wildcard === undefined)
      return [`${where} is no wildcard: "*" is a whole segment, "**" one or more at the end`]
    return split.some((name) => matches(wildcard, name)) ? [] : [`${where} means no scope`]
  }
}

function cycleMistakes(roles: RoleLists): string[] {
  if (roles.size > mostRoles) return [`there may be ${mostRoles} roles, not ${roles.size}`]
  return roleOrder(roles).cycles.map((cycle) => `roles include each other: ${circle(cycle)}`)
}

function circle(roles: readonly string[]): string {
  const names = roles.map(shown)
  return (
    names.length > mostOfCircle ? [...names.slice(0, mostOfCircle - 1), '…', names.at(-1)] : names
  ).join(' > ')
}
