import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import {
  demandOptions,
  type Endpoint,
  jsonReply,
  type MonotonicClock,
  systemMonotonic,
  systemTimers,
  type Timers,
} from '@sallyport/core'
import type { Metrics } from './metrics.ts'
import { acceptsGzip, formatFor } from './render/accepts.ts'
import { type PageFormat, renderMetrics } from './render/render-metrics.ts'

/** What `prometheusEndpoint` takes. */
export interface PrometheusEndpointOptions {
  /** Whether metrics are also there under their other names, which `promtool` may complain of. @default false */
  readonly aliases?: boolean
  /** For how long a page may be written before others run. */
  readonly monotonic?: MonotonicClock
  /** For letting others run. */
  readonly timers?: Timers
}

const contentTypes: Readonly<Record<PageFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}
/** Milliseconds of writing at a stretch. */
const stretchMs = 4
/** Bytes that are worth packing. */
const packedFrom = 1_024
const pack = promisify(gzip)

/**
 * What Prometheus scrapes: its text format or OpenMetrics, whichever it prefers. Whoever asks while a page
 * is being written gets the same one. Everybody may read it who gets here: guard it, or give it a
 * port of its own.
 *
 * @throws TypeError for metrics that are none.
 *
 * @example
 * ```ts
 * import { responder } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 * import { createMetrics, defineMetrics } from '@sallyport/metrics'
 * import { prometheusEndpoint } from '@sallyport/metrics/prometheus'
 *
 * const { orders } = defineMetrics({
 *   orders: { id: 'shop.orders', kind: 'counter', unit: '1', help: 'Orders.' },
 * })
 * const metrics = createMetrics({ catalog: { orders } })
 * metrics.add(orders, 2)
 * const { headers, body } = await responder(prometheusEndpoint(metrics))(testRequest())
 * console.log(headers['content-type']) // prints: text/plain; version=0.0.4; charset=utf-8
 * console.log(String(body).split('\n')[2]) // prints: shop_orders_total 2
 * ```
 */
export function prometheusEndpoint(
  metrics: Pick<Metrics, 'gather'>,
  options: PrometheusEndpointOptions = {},
): Endpoint {
  demandOptions('metrics: prometheusEndpoint()', options, ['aliases', 'monotonic', 'timers'])
  if (typeof metrics?.gather !== 'function') {
    throw new TypeError(`metrics: prometheusEndpoint() takes metrics, got ${typeof metrics}`)
  }
  const pages = new Map<string, Promise<Uint8Array>>()
  // No more than one of each kind is in the making, however many ask.
  const shared = (kind: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> => {
    const page = pages.get(kind) ?? make().finally(() => pages.delete(kind))
    pages.set(kind, page)
    return page
  }
  const plain = (format: PageFormat): Promise<Uint8Array> =>
    shared(format, () => written(metrics, format, options))
  const packed = (format: PageFormat): Promise<Uint8Array> =>
    shared(`${format} gzip`, async () => {
      const page = await plain(format)
      return page.length < packedFrom ? page : pack(page)
    })

  return async ({ method, header }) => {
    if (method !== 'GET' && method !== 'HEAD') {
      const error = 'Only GET and HEAD.'
      return jsonReply(405, { error, status: 'method_not_allowed' }, { allow: 'GET, HEAD' })
    }
    const format = formatFor(header('accept'))
    const body = await (acceptsGzip(header('accept-encoding')) ? packed : plain)(format)
    return {
      status: 200,
      headers: {
        'content-type': contentTypes[format],
        'cache-control': 'no-store',
        vary: 'Accept, Accept-Encoding',
        ...(isPacked(body) && { 'content-encoding': 'gzip' }),
      },
      body,
    }
  }
}

async function written(
  metrics: Pick<Metrics, 'gather'>,
  format: PageFormat,
  {
    aliases = false,
    monotonic = systemMonotonic,
    timers = systemTimers,
  }: PrometheusEndpointOptions,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  const families = await metrics.gather()
  let since = monotonic()
  for (const piece of renderMetrics(families, { format, aliases })) {
    // Not after the last one: nobody waits for a page that is written.
    if (pieces.length > 0 && monotonic() - since >= stretchMs) {
      await new Promise<void>((resolve) => void timers.after(0, resolve))
      since = monotonic()
    }
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}

/** RFC 1952's first bytes: no page of ours begins with them. */
const isPacked = (page: Uint8Array): boolean => page[0] === 0x1f && page[1] === 0x8b
