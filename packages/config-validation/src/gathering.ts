import type { ConfigIssue, ConfigWarning } from './issue.ts'
import type { LayerTexts } from './layer.ts'
import type { Leaf } from './plan.ts'

/** What is known while layers are read, and what was found wrong with them. */
export interface Gathering {
  readonly env: LayerTexts
  readonly cwd: string
  readonly profile: string | undefined
  /** The variable that says it. */
  readonly profileName: string
  /** Also where no profile was said. */
  readonly isProduction: boolean
  readonly issues: ConfigIssue[]
  readonly warnings: ConfigWarning[]
  /** Leaves of which something wrong is known: what the schema says of them is not heard. */
  readonly failed: Set<Leaf>
  tell(issue: ConfigIssue): void
  fail(leaf: Leaf, issue: Omit<ConfigIssue, 'path'>): void
  /** Tells of the first in a place, and that there are more: nobody reads a thousand, and each takes a search. */
  tellFew(place: object, issue: () => ConfigIssue): void
  failFew(leaf: Leaf, issue: () => Omit<ConfigIssue, 'path'>): void
}

const few = 20

/** Begins one. */
export function gathering(
  known: Pick<Gathering, 'env' | 'cwd' | 'profile' | 'profileName' | 'isProduction'>,
): Gathering {
  const issues: ConfigIssue[] = []
  const failed = new Set<Leaf>()
  const counts = new Map<object, number>()
  const tellFew = (place: object, issue: () => ConfigIssue): void => {
    const count = (counts.get(place) ?? 0) + 1
    counts.set(place, count)
    if (count <= few) issues.push(issue())
    if (count === few + 1) issues.push({ ...issue(), ...more })
  }
  return {
    ...known,
    issues,
    warnings: [],
    failed,
    tell: (issue) => void issues.push(issue),
    fail: (leaf, issue) => {
      failed.add(leaf)
      issues.push({ path: leaf.dotted, ...issue })
    },
    tellFew,
    failFew: (leaf, issue) => {
      failed.add(leaf)
      tellFew(leaf, () => ({ path: leaf.dotted, ...issue() }))
    },
  }
}

const more = {
  message: 'is one of many that are wrong, of which no more are listed',
  fix: 'correct those above first',
} as const
