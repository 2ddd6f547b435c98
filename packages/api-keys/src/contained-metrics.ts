import { type MetricsSink, noMetrics } from '@sallyport/core'

/** Measures, whatever the sink does: what it throws refuses no key, and loses no token. */
export function containedMetrics(metrics: MetricsSink): MetricsSink {
  if (metrics === noMetrics) return metrics
  return {
    add: (metric, value, ...labels) => contain(() => metrics.add(metric, value, ...labels)),
    set: (metric, value, ...labels) => contain(() => metrics.set(metric, value, ...labels)),
    observe: (metric, value, ...labels) => contain(() => metrics.observe(metric, value, ...labels)),
  }
}

function contain(measure: () => unknown): void {
  try {
    const answer = measure()
    // A rejection that nobody hears ends the process.
    if (answer instanceof Promise) answer.catch(() => {})
  } catch {}
}
