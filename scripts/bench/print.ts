import type { Row } from './row.ts'

type Printed = Omit<Row, 'target'> & { readonly target: Row['target'] | null }

const widths = [26, 54, 11, 11, 7, 8, 9, 3] as const
const line = (cells: readonly string[]): string =>
  cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' ')

/** The table's first line. */
export const tableHead = (): string =>
  line(['id', 'what', 'ours', 'peer/limit', 'ratio', 'spread', 'target', 'ok'])

/** A row of the table, and its notes below it. */
export const tableLine = (row: Row): string =>
  [
    line([
      row.id,
      row.what,
      row.ours,
      row.peer,
      ratioText(row),
      spreadText(row),
      targetText(row),
      row.target === undefined ? '-' : row.ok ? 'yes' : 'NO',
    ]),
    ...(row.notes ?? []).map((note) => `  ${note}`),
  ].join('\n')

/** A row for programs. */
export const jsonLine = ({ id, ratio, target, ok, ...rest }: Row): string =>
  JSON.stringify({ id, ratio, target: target ?? null, ok, report: target === undefined, ...rest })

/** What {@link jsonLine} printed. A ratio that is no number is null in JSON. */
export function jsonRow(text: string): Row {
  const { report: _, ...row } = JSON.parse(text) as Printed & { readonly report: boolean }
  return {
    ...row,
    ratio: row.ratio ?? Number.NaN,
    spread: row.spread ?? Number.NaN,
    target: row.target ?? undefined,
  }
}

/** Three digits that say something. */
export const ratioText = ({ ratio }: Row): string =>
  ratio < 0.1 ? ratio.toPrecision(2) : ratio.toFixed(2)

/** Half of the spread, to each side. */
export const spreadText = ({ spread }: Row): string => `±${(spread * 50).toFixed(0)} %`

/** The gate; `reported` where there is none. */
export function targetText({ target }: Row): string {
  if (target === undefined) return 'reported'
  return 'atMost' in target ? `<= ${gate(target.atMost)}` : `>= ${gate(target.atLeast)}`
}

const gate = (figure: number): number => Number(figure.toPrecision(4))
