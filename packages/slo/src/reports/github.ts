import type { GateResult, SloResult } from '../gate.ts'
import { headline } from './headline.ts'
import { visible } from './visible.ts'

/**
 * GitHub's workflow commands: an error for each objective that failed, a warning for each that was left
 * out, and the verdict as a notice or an error.
 *
 * @example
 * ```ts
 * import { gate } from '@sallyport/slo'
 * import { githubReport } from '@sallyport/slo/report'
 *
 * console.log(githubReport(gate([])).trim()) // prints: ::error title=SLO gate::FAILED: there are no objectives
 * ```
 */
export function githubReport(result: GateResult): string {
  const said = result.sloResults.filter(({ outcome }) => outcome !== 'passed').map(annotation)
  const kind = result.overallPass ? 'notice' : 'error'
  return `${[...said, command(kind, 'SLO gate', headline(result))].join('\n')}\n`
}

const annotation = ({ slo, outcome, details }: SloResult): string =>
  command(outcome === 'failed' ? 'error' : 'warning', `SLO ${slo}`, details)

const command = (kind: string, title: string, message: string): string =>
  `::${kind} title=${property(title)}::${data(message)}`

/** A line end would begin a command of its own. */
const data = (text: string): string => visible(text).replaceAll('%', '%25')

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
