import { type Grants, sourceOf } from './grants.ts'
import { isWildcard, matches, segmentsOf } from './pattern.ts'
import type { Registry } from './registry.ts'
import { holds, type Requirement } from './requirement.ts'

/** Why a requirement is met, or is not. */
export interface Explanation {
  readonly required: string
  readonly held: boolean
  /** What would have to be granted: all of it, or, for an `anyOf`, one of it. Empty when held. */
  readonly missing: readonly string[]
  readonly scopes: readonly ScopeExplanation[]
}

/** Where one scope of a requirement comes from. */
export interface ScopeExplanation {
  readonly scope: string
  readonly held: boolean
  /** Every granted text that it comes from. */
  readonly by: readonly Origin[]
  /** The ceilings that lack it, where several were intersected. */
  readonly lackedBy: readonly string[]
}

/** A granted text that a scope comes from. */
export interface Origin {
  /** From the granted text over roles to the scope or the wildcard: `['support', 'viewer', 'orders:*']`. The shortest way. */
  readonly path: readonly string[]
  /** Whose, where several ceilings were intersected; `key.owner` for one inside another. */
  readonly ceiling?: string
}

/** Takes a decision apart. For people: it costs more than the decision. */
export function explained(
  registry: Registry,
  grants: Grants,
  requirement: Requirement,
): Explanation {
  const held = holds(grants, requirement)
  const scopes = requirement.scopes.map((scope) => explainedScope(registry, grants, scope))
  const missing = held ? [] : scopes.filter((one) => !one.held).map(({ scope }) => scope)
  return { required: requirement.label, held, missing, scopes }
}

function explainedScope(registry: Registry, grants: Grants, scope: string): ScopeExplanation {
  const ceilings = ceilingsOf(registry, grants).map(({ ceiling, texts }) => ({
    ceiling,
    by: texts
      .map((text) => pathTo(registry, text, scope))
      .filter((path) => path !== undefined)
      .map((path) => (ceiling === undefined ? { path } : { path, ceiling })),
  }))
  const lacking = ceilings.filter(({ by }) => by.length === 0)
  return {
    scope,
    held: lacking.length === 0,
    by: ceilings.flatMap(({ by }) => by),
    lackedBy: lacking.flatMap(({ ceiling }) => ceiling ?? []),
  }
}

interface Ceiling {
  readonly ceiling: string | undefined
  readonly texts: readonly string[]
}

/** What was granted under each ceiling; grants that nothing limits are one without a name. */
function ceilingsOf(registry: Registry, grants: Grants, ceiling?: string): readonly Ceiling[] {
  const { texts = [], ceilings } = sourceOf(grants, registry)
  if (ceilings === undefined) return [{ ceiling, texts }]
  return ceilings.flatMap(([name, inner]) =>
    ceilingsOf(registry, inner, ceiling === undefined ? name : `${ceiling}.${name}`),
  )
}

function pathTo({ roles }: Registry, text: string, scope: string): readonly string[] | undefined {
  const name = scope.split(':')
  const seen = new Set([text])
  const paths = [[text]]
  // Grows while it is walked: shortest ways first.
  for (const path of paths) {
    const last = path.at(-1) as string
    const wildcard = isWildcard(last) ? segmentsOf(last) : undefined
    if (last === scope || (wildcard && matches(wildcard, name))) return path
    for (const entry of roles.get(last) ?? []) {
      if (seen.has(entry)) continue
      seen.add(entry)
      paths.push([...path, entry])
    }
  }
  return undefined
}
