import { type Explanation, explained } from './explain.ts'
import { type Grants, granted, intersected, namesHeld, read } from './grants.ts'
import { compiled } from './registry.ts'
import { holds, type Requirement, requirement } from './requirement.ts'

/** Every permission there is, and the roles they come in. */
export interface ScopesDefinition<S extends string, R extends string> {
  /** The scopes, or what each allows by its name. */
  readonly scopes: readonly S[] | Readonly<Record<S, string>>
  /** What each role includes: scopes, wildcards, other roles. @default none */
  readonly roles?: Readonly<Record<R, readonly (NoInfer<S> | NoInfer<R> | Wildcard)[]>>
}

/** A text with `*` (one whole segment) or, at its end, `**` (one or more). Checked when it is used. */
export type Wildcard = `${string}*${string}`

/**
 * A closed registry: what is not in it can be neither granted nor required. A misspelt scope or role does
 * not compile where the literal is known.
 */
export interface Scopes<S extends string = string, R extends string = string> {
  /** The scopes, in the order of their definition. */
  readonly names: readonly S[]
  readonly roles: readonly R[]
  /** What a scope allows, if the definition says so. */
  describe(name: S): string | undefined
  /**
   * What the program grants. No text, nothing held.
   *
   * @throws RangeError naming every text that is unknown or means nothing.
   */
  grant(...texts: (S | R | Wildcard)[]): Grants
  /**
   * What was stored, or what a token says: a list, or one text with spaces between. Never throws: what
   * is unknown grants nothing, and is listed in {@link Grants.unknown}. Roles and wildcards mean what
   * they mean today.
   */
  read(texts: unknown): Grants
  /**
   * The scopes held, in the order of the definition. Store these where a grant must not grow with its
   * role; store the texts themselves where it must.
   *
   * @throws RangeError as `grant` does, when given texts.
   */
  expand(held: Grants | readonly (S | R | Wildcard)[]): readonly S[]
  /**
   * What all of several ceilings allow, by the names under which `explain` speaks of them. A name that
   * is absent limits nothing; give `grant()` for nobody.
   *
   * @throws RangeError for a name with a `.` in it, and past 8 intersections inside each other.
   */
  intersect(ceilings: Readonly<Record<string, Grants>>): Grants
  /** Requires each of these scopes: one to 32. Neither roles nor wildcards can be required. */
  allOf(...scopes: [S, ...S[]]): Requirement
  /** Requires at least one of these scopes. */
  anyOf(...scopes: [S, ...S[]]): Requirement
  /**
   * Whether the grants meet the requirement.
   *
   * @throws TypeError when they are not of the same registry.
   */
  holds(grants: Grants, requirement: Requirement): boolean
  /** Why they meet it or do not: the texts, roles and ceilings. Throws as `holds` does. */
  explain(grants: Grants, requirement: Requirement): Explanation
}

/**
 * Defines every scope and role of a program.
 *
 * @throws RangeError listing all mistakes of the definition: bad and repeated names, what roles
 * include and does not exist, wildcards that mean nothing, roles that include each other (the first 16
 * circles).
 *
 * @example
 * ```ts
 * import { defineScopes } from '@sallyport/scopes'
 *
 * const scopes = defineScopes({
 *   scopes: ['orders:read', 'orders:write', 'orders:refund', 'users:read'],
 *   roles: { viewer: ['*:read'], support: ['viewer', 'orders:refund'] },
 * })
 * const ada = scopes.read(['support', 'orders:delete'])
 * console.log(scopes.expand(ada).join()) // prints: orders:read,orders:refund,users:read
 * console.log(ada.unknown.join()) // prints: orders:delete
 * console.log(scopes.holds(ada, scopes.allOf('orders:read', 'orders:write'))) // prints: false
 * ```
 */
export function defineScopes<const S extends string, const R extends string = never>(
  definition: ScopesDefinition<S, R>,
): Scopes<S, R> {
  const registry = compiled(definition)
  return Object.freeze({
    names: registry.names as readonly S[],
    roles: Object.freeze([...registry.roles.keys()]) as readonly R[],
    describe: (name: S) => registry.descriptions.get(name),
    grant: (...texts: readonly string[]) => granted(registry, texts),
    read: (texts: unknown) => read(registry, texts),
    expand: (held: Grants | readonly string[]) =>
      namesHeld(registry, isList(held) ? granted(registry, held) : held) as readonly S[],
    intersect: (ceilings: Readonly<Record<string, Grants>>) => intersected(registry, ceilings),
    allOf: (...names: readonly S[]) => requirement(registry, 'all', names),
    anyOf: (...names: readonly S[]) => requirement(registry, 'any', names),
    holds,
    explain: (grants: Grants, needed: Requirement) => explained(registry, grants, needed),
  })
}

const isList = (held: Grants | readonly string[]): held is readonly string[] => Array.isArray(held)
