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
  readonly failed: Leaf[]
  /** How many are told of in a place. */
  readonly counts: Map<object, number>
}

/** Notes what is wrong with a leaf. */
export function fail(to: Gathering, leaf: Leaf, issue: Omit<ConfigIssue, 'path'>): void {
  to.failed.push(leaf)
  to.issues.push({ path: leaf.dotted, ...issue })
}

const few = 20

/** Notes the first in a place, and that there are more: nobody reads a thousand, and each takes a search. */
export function tellFew(to: Gathering, place: object, issue: () => ConfigIssue): void {
  const count = (to.counts.get(place) ?? 0) + 1
  to.counts.set(place, count)
  if (count <= few) to.issues.push(issue())
  if (count === few + 1) to.issues.push({ ...issue(), ...more })
}

/** The same of a leaf. */
export function failFew(to: Gathering, leaf: Leaf, issue: () => Omit<ConfigIssue, 'path'>): void {
  if (!to.failed.includes(leaf)) to.failed.push(leaf)
  tellFew(to, leaf, () => ({ path: leaf.dotted, ...issue() }))
}

const more = {
  message: 'is one of many that are wrong, of which no more are listed',
  fix: 'correct those above first',
} as const
