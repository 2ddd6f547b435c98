import type { Row } from './row.ts'

const widths = [26, 54, 11, 11, 7, 8, 9, 3] as const
const line = (cells: readonly string[]): string =>
  cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' ')

/** The table's first line. */
export const tableHead = (): string =>
  line(['id', 'what', 'ours', 'peer/limit', 'ratio', 'spread', 'target', 'ok'])

/** A row of the table. */
export const tableLine = (row: Row): string =>
  line([
    row.id,
    row.what,
    row.ours,
    row.peer,
    row.ratio < 0.1 ? row.ratio.toPrecision(2) : row.ratio.toFixed(2),
    `±${(row.spread * 50).toFixed(0)} %`,
    targetText(row),
    row.target === undefined ? '-' : row.ok ? 'yes' : 'NO',
  ])

/** A row for programs. */
export const jsonLine = ({ id, ratio, target, ok, ...rest }: Row): string =>
  JSON.stringify({ id, ratio, target: target ?? null, ok, report: target === undefined, ...rest })

function targetText({ target }: Row): string {
  if (target === undefined) return 'reported'
  return 'atMost' in target ? `<= ${target.atMost}` : `>= ${target.atLeast}`
}
