import type { Metrics } from '@sallyport/metrics'
import { type PageOptions, renderMetrics } from '@sallyport/metrics/prometheus'

/** A page as one text. */
export function pageOf(metrics: Pick<Metrics, 'families'>, options?: PageOptions): string {
  return Buffer.concat([...renderMetrics(metrics.families(), options)]).toString()
}

/** The part of a page that is not of the metrics on measuring. */
export function ownPart(metrics: Pick<Metrics, 'families'>, options?: PageOptions): string {
  const families = metrics.families().filter(({ names }) => !names.id.startsWith('metrics.'))
  return pageOf({ families: () => families }, options)
}
