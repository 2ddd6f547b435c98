import type { ConfigIssue, ConfigWarning } from './issue.ts'
import type { LayerTexts } from './layer.ts'
import type { Leaf } from './plan.ts'

/** What is known while layers are read, and what was found wrong with them. */
export interface Gathering {
  readonly env: LayerTexts
  readonly cwd: string
  readonly profile: string | undefined
  /** Also where no profile was said. */
  readonly isProduction: boolean
  readonly issues: ConfigIssue[]
  readonly warnings: ConfigWarning[]
  /** Leaves of which something wrong is known: what the schema says of them is not heard. */
  readonly failed: Leaf[]
}

/** Notes what is wrong with a leaf. */
export function fail(to: Gathering, leaf: Leaf, issue: Omit<ConfigIssue, 'path'>): void {
  to.failed.push(leaf)
  to.issues.push({ path: leaf.dotted, ...issue })
}
