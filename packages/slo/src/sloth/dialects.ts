/** How a kind of specification spells what is the same in both. */
export interface Dialect {
  readonly errorQuery: string
  readonly totalQuery: string
  readonly errorRatioQuery: string
  readonly page: string
  readonly ticket: string
  readonly plugins: string
}

/** Sloth's two. */
export const dialects: Readonly<Record<'plain' | 'resource', Dialect>> = {
  plain: {
    errorQuery: 'error_query',
    totalQuery: 'total_query',
    errorRatioQuery: 'error_ratio_query',
    page: 'page_alert',
    ticket: 'ticket_alert',
    plugins: 'slo_plugins',
  },
  resource: {
    errorQuery: 'errorQuery',
    totalQuery: 'totalQuery',
    errorRatioQuery: 'errorRatioQuery',
    page: 'pageAlert',
    ticket: 'ticketAlert',
    plugins: 'sloPlugins',
  },
}
