/** One row of a multiwindow alert: fires when both windows burn at least this fast. */
export interface AlertRow {
  readonly severity: 'page' | 'ticket'
  readonly longMs: number
  readonly shortMs: number
  /** Share of the whole period's budget that the long window may burn, exactly, in percent: `2`, `5`, `10`. */
  readonly budgetPercent: number
}
