import type { GateResult, SloResult } from '../gate.ts'
import { headline } from './headline.ts'
import { visible } from './visible.ts'

/**
 * For a terminal: a line for each objective, failures first.
 *
 * @example
 * ```ts
 * import { gate } from '@sallyport/slo'
 * import { textReport } from '@sallyport/slo/report'
 *
 * console.log(textReport(gate([])).trim()) // prints: FAILED: there are no objectives
 * ```
 */
export function textReport(result: GateResult): string {
  const rank = { failed: 0, skipped: 1, passed: 2 } as const
  const lines = result.sloResults
    .toSorted((a, b) => rank[a.outcome] - rank[b.outcome])
    .map(
      (one) =>
        `  ${marks[one.outcome]} ${visible(one.slo)}${gravity(one)}: ${visible(one.details)}`,
    )
  return `${[headline(result), ...lines].join('\n')}\n`
}

const marks = { failed: 'failed ', skipped: 'skipped', passed: 'passed ' } as const

const gravity = ({ severity }: SloResult): string => (severity === 'critical' ? ' (critical)' : '')
