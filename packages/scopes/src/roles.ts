/** Which roles there are, and what each is made of: scopes, wildcards, other roles. */
export type RoleLists = ReadonlyMap<string, readonly string[]>

/** The roles, each after all that it includes. */
export interface RoleOrder {
  readonly order: readonly string[]
  /** Ways from a role back to itself, the first 16: `['a', 'b', 'a']`. The order means something only without. */
  readonly cycles: readonly (readonly string[])[]
}

// Roles that all include each other make half as many as there are pairs.
const mostCycles = 16

/** Orders roles so that each can be built from those before it. */
export function roleOrder(roles: RoleLists): RoleOrder {
  const order = new Set<string>()
  const cycles: string[][] = []
  const way: string[] = []
  const visit = (role: string): void => {
    if (order.has(role)) return
    const before = way.indexOf(role)
    if (before >= 0) {
      if (cycles.length < mostCycles) cycles.push([...way.slice(before), role])
      return
    }
    way.push(role)
    for (const entry of roles.get(role) ?? []) if (roles.has(entry)) visit(entry)
    way.pop()
    order.add(role)
  }
  for (const role of roles.keys()) visit(role)
  return { order: [...order], cycles }
}
