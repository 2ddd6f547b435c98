import type { GateResult, SloResult } from '../gate.ts'
import { headline } from './headline.ts'
import { visible } from './visible.ts'

/**
 * TAP 14: a point for each objective, and one for the gate itself.
 *
 * @example
 * ```ts
 * import { gate } from '@sallyport/slo'
 * import { tapReport } from '@sallyport/slo/report'
 *
 * console.log(tapReport(gate([])).split('\n')[2]) // prints: not ok 1 - gate
 * ```
 */
export function tapReport(result: GateResult): string {
  const points = [
    ...result.sloResults.map(pointOf),
    { isOk: result.overallPass, name: 'gate', said: headline(result), directive: '' },
  ]
  const lines = points.flatMap(({ isOk, name, said, directive }, index) => [
    `${isOk ? 'ok' : 'not ok'} ${index + 1} - ${escaped(name)}${directive}`,
    '  ---',
    // JSON's texts are YAML's.
    `  message: ${JSON.stringify(visible(said))}`,
    '  ...',
  ])
  return `${['TAP version 14', `1..${points.length}`, ...lines].join('\n')}\n`
}

interface Point {
  readonly isOk: boolean
  readonly name: string
  readonly said: string
  readonly directive: string
}

function pointOf({ slo, outcome, details }: SloResult): Point {
  const isSkipped = outcome === 'skipped'
  return {
    isOk: outcome !== 'failed',
    name: slo,
    said: details,
    directive: isSkipped ? ` # SKIP ${escaped(details)}` : '',
  }
}

/** A `#` would begin a directive: `# SKIP` in a name would excuse a failure. */
const escaped = (text: string): string => visible(text).replace(/[\\#]/g, '\\$&')
