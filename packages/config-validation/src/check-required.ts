import type { Candidate } from './candidate.ts'
import { fail } from './gathering.ts'
import { missing } from './report.ts'

/** Values that production, or another value, requires: asked whatever else is wrong. */
export function checkRequired(candidate: Candidate): void {
  const { definition, gathered, values, valueAt } = candidate
  for (const leaf of definition.plan.conditional) {
    if (values[leaf.index] !== undefined || leaf.default !== undefined) continue
    if (gathered.failed.includes(leaf)) continue
    const { required } = leaf.field
    if (required === 'production' && gathered.isProduction) {
      const { fix, ...issue } = missing(leaf, candidate)
      fail(gathered, leaf, {
        ...issue,
        code: 'required_in_production',
        message: 'must be set in production',
        fix: `${fix}${unsaidProfile(candidate)}`,
      })
    }
    if (typeof required !== 'object') continue
    const when = valueAt(required.when)
    if (!when.ok || !when.value) continue
    fail(gathered, leaf, {
      ...missing(leaf, candidate),
      code: 'required_when',
      message: `must be set where ${required.when} is`,
    })
  }
}

/** Why production's rules hold, where nobody said so. */
export function unsaidProfile({ gathered, definition }: Candidate): string {
  return gathered.profile === undefined ? ` (no profile is said: set ${definition.profile})` : ''
}
