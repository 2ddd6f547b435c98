import type { AlertRow } from '../alert-plan.ts'
import type { Slo } from '../slo.ts'
import { alertWords } from './alert-texts.ts'
import { decimalText } from './decimal-text.ts'
import { budgetOf } from './meta-rules.ts'
import { inWindow, type Naming, shareName } from './naming.ts'
import { promDuration } from './prom-duration.ts'
import { forWindow, inParens, type Queries } from './queries.ts'
import type { AlertingRule, RecordingRule } from './rule-file.ts'

/** Sloth's recordings of the share that is bad, window by window, and of the period. */
export function slothRecordings(naming: Naming, queries: Queries): RecordingRule[] {
  const { windows, baseMs, selector, periodMs } = naming
  const shares = windows.map((ms) => ({
    record: shareName(ms),
    expr: forWindow(shareText(queries), ms, promDuration(ms)),
    labels: inWindow(naming, ms),
  }))
  if (periodMs === undefined) return shares
  const range = `${shareName(baseMs)}${selector}[${promDuration(periodMs)}]`
  const expr = `sum_over_time(${range})\n/ ignoring (sloth_window)\ncount_over_time(${range})`
  return [...shares, { record: shareName(periodMs), expr, labels: inWindow(naming, periodMs) }]
}

function shareText(queries: Queries): string {
  if (queries.kind === 'share') return inParens(queries.bad)
  const [part, total] = [inParens(queries.part), inParens(queries.total)]
  return `${queries.isGood ? `(${total} - ${part})` : part}\n/\n${total}`
}

/** Sloth's two alerts: any row of a severity fires the one. */
export function slothAlerts(slo: Slo, { selector }: Naming): AlertingRule[] {
  return (['page', 'ticket'] as const).flatMap((severity) => {
    const rows = slo.alerts.filter((row) => row.severity === severity)
    const words = alertWords(slo, severity)
    if (words === undefined || rows.length === 0) return []
    const { alert, ...texts } = words
    const expr = rows.map((row) => burning(slo, row, selector)).join('\nor\n')
    return [{ alert, expr, ...texts }]
  })
}

function burning(slo: Slo, { shortMs, longMs, factor }: AlertRow, selector: string): string {
  const limit = `(${decimalText(factor)} * ${decimalText(budgetOf(slo))})`
  const above = (ms: number): string =>
    `    max(${shareName(ms)}${selector} > ${limit}) without (sloth_window)`
  return `(\n${above(shortMs)}\n    and\n${above(longMs)}\n)`
}

/** Sloth's series about an objective, as Sloth asks for them. */
export function slothBurn({ selector }: Naming, ms: number): string {
  return `${shareName(ms)}${selector}\n/ on(sloth_id, sloth_slo, sloth_service) group_left\nslo:error_budget:ratio${selector}`
}

/** The budget as Sloth writes it. */
export const slothBudget = ({ objective }: Slo): string => `vector(1-${decimalText(objective)})`
