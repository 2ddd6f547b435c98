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
  readonly failed: Set<Leaf>
  tell(issue: ConfigIssue): void
  fail(leaf: Leaf, issue: Omit<ConfigIssue, 'path'>): void
}

/** Begins one. */
export function gathering(
  known: Pick<Gathering, 'env' | 'cwd' | 'profile' | 'isProduction'>,
): Gathering {
  const issues: ConfigIssue[] = []
  const failed = new Set<Leaf>()
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
  }
}
