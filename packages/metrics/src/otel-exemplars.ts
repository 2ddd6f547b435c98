import { isSpanContextValid, TraceFlags, trace } from '@opentelemetry/api'

/**
 * The active trace as an exemplar, for the `exemplar` option of `createMetrics`. Only of traces that are
 * sampled: another one leads nowhere.
 *
 * @example
 * ```ts
 * import { createMetrics } from '@sallyport/metrics'
 * import { activeTrace } from '@sallyport/metrics/otel-exemplars'
 *
 * export const metrics = createMetrics({ exemplar: activeTrace })
 * console.log(activeTrace()) // prints: undefined
 * ```
 */
export function activeTrace(): { readonly trace_id: string; readonly span_id: string } | undefined {
  const context = trace.getActiveSpan()?.spanContext()
  if (context === undefined || !isSpanContextValid(context)) return undefined
  if ((context.traceFlags & TraceFlags.SAMPLED) === 0) return undefined
  return { trace_id: context.traceId, span_id: context.spanId }
}
