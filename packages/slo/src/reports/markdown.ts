import type { GateResult, SloResult } from '../gate.ts'
import { headline } from './headline.ts'
import { visible } from './visible.ts'

/** GitHub drops a step's summary that is larger than 1 MiB. */
const mostCharacters = 250_000

/**
 * A table for GITHUB_STEP_SUMMARY or a comment: failures first, and cut, with a word about it, where it
 * would be too long for a summary.
 *
 * @example
 * ```ts
 * import { gate } from '@sallyport/slo'
 * import { markdownReport } from '@sallyport/slo/report'
 *
 * console.log(markdownReport(gate([])).split('\n')[0]) // prints: ## SLO gate
 * ```
 */
export function markdownReport(result: GateResult): string {
  const rank = { failed: 0, skipped: 1, passed: 2 } as const
  const rows = result.sloResults.toSorted((a, b) => rank[a.outcome] - rank[b.outcome]).map(rowOf)
  const shown = fitting(rows)
  const left = rows.length - shown.length
  return [
    '## SLO gate',
    '',
    `${result.overallPass ? '✅' : '❌'} ${headline(result)}`,
    '',
    ...(rows.length === 0
      ? []
      : ['| | objective | severity | target | of | |', '|---|---|---|---|---|---|']),
    ...shown,
    ...(left > 0 ? ['', `… and ${left} more.`] : []),
    '',
  ].join('\n')
}

function fitting(rows: readonly string[]): readonly string[] {
  let room = mostCharacters
  const over = rows.findIndex((row) => {
    room -= row.length + 1
    return room < 0
  })
  return over === -1 ? rows : rows.slice(0, over)
}

const marks = { failed: '❌', skipped: '➖', passed: '✅' } as const

const rowOf = ({ slo, severity, target, sampleSize, outcome, details }: SloResult): string =>
  `| ${[marks[outcome], slo, severity, `${target} %`, String(sampleSize), details].map(escaped).join(' | ')} |`

/** Whatever could be markup, a mention or a link, as a character reference. */
const escaped = (text: string): string =>
  visible(text).replace(/[&<>"'`*_~[\]()|\\#!@:$]|(?<=www)\./gi, (one) => `&#${one.charCodeAt(0)};`)
