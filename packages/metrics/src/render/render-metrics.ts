import type { Family } from '../family.ts'
import { sectionsOf } from './sections.ts'

/** Prometheus' text format 0.0.4, or OpenMetrics 1.0.0. */
export type PageFormat = 'text' | 'openmetrics'

/** How a page is written. */
export interface PageOptions {
  /** @default 'text' */
  readonly format?: PageFormat
  /** Whether metrics are also there under their other names. @default false */
  readonly aliases?: boolean
}

/** Characters of a piece: a thousand lines or so, and a fraction of a millisecond. */
const pieceLength = 65_536

/**
 * A page of metrics, piece by piece, so that whoever writes it can let others run in between. No series
 * is torn, none is there twice, and what nothing was measured of is not there. For a file or a push; a server wants `prometheusEndpoint`.
 *
 * @example
 * ```ts
 * import { createMetrics, defineMetrics } from '@sallyport/metrics'
 * import { renderMetrics } from '@sallyport/metrics/prometheus'
 *
 * const { orders } = defineMetrics({
 *   orders: { id: 'shop.orders', kind: 'counter', unit: '1', help: 'Orders.' },
 * })
 * const metrics = createMetrics({ catalog: { orders } })
 * metrics.add(orders, 2)
 * const page = Buffer.concat([...renderMetrics(await metrics.gather())]).toString()
 * console.log(page.includes('\nshop_orders_total 2\n')) // prints: true
 * ```
 */
export function* renderMetrics(
  families: Iterable<Family>,
  { format = 'text', aliases = false }: PageOptions = {},
): Generator<Uint8Array, void, undefined> {
  let text = ''
  for (const family of families) {
    // A copy: a series that ends and begins again while others run would be on the page twice.
    const cells = [...family.cells()]
    if (cells.length === 0) continue
    for (const { declaration, lines } of sectionsOf(family, { format, aliases })) {
      text += declaration
      for (const cell of cells) {
        text += lines(cell)
        if (text.length < pieceLength) continue
        yield Buffer.from(text)
        text = ''
      }
    }
  }
  if (format === 'openmetrics') text += '# EOF\n'
  if (text !== '') yield Buffer.from(text)
}
