import {
  type AuditEvent,
  type AuditSink,
  type Clock,
  containedSinks,
  type MetricsSink,
  noMetrics,
  systemClock,
} from '@sallyport/core'
import { sloEvents } from './catalog.ts'
import { type EvaluateOptions, evaluate } from './evaluate.ts'
import type { Evaluation } from './evaluation.ts'
import { setGauges } from './set-gauges.ts'
import type { Slo } from './slo.ts'
import type { Source } from './source.ts'

/** Whom a watch tells. */
export interface WatchOptions extends Omit<EvaluateOptions, 'signal'> {
  /** For how long an evaluation is good enough for the next who asks. @default 1_000 */
  readonly freshMs?: number
  /** Where the gauges go. @default measures nothing */
  readonly metrics?: MetricsSink
  /** Where a change of state is recorded. @default records nothing */
  readonly audit?: AuditSink
  /** Hears what a sink threw. @default prints to stderr */
  readonly onError?: (error: unknown) => void
}

/** Objectives that are evaluated when somebody asks. */
export interface SloWatch {
  /** How they stand. Who asks while others wait, or shortly after, gets the same answer. */
  evaluate(): Promise<readonly Evaluation[]>
}

/**
 * Evaluates on demand, sets the gauges, and records each change of state. It has no timer: ask it from
 * whatever runs regularly anyway, such as a scrape or a probe.
 *
 * What is met or unknown at first is no news. A state that became better because a calendar period began
 * anew says so (`renewed`): that is no recovery.
 *
 * @example
 * ```ts
 * import { recordAudit } from '@sallyport/core/testing'
 * import { defineSlo, memorySource, recorder, watchSlos } from '@sallyport/slo'
 *
 * const slo = defineSlo({
 *   service: 'shop', name: 'availability', objective: '99', period: '1h', sli: { kind: 'ratio' },
 * })
 * const recorded = recorder(slo)
 * const audit = recordAudit()
 * const watch = watchSlos([slo], memorySource([recorded]), { audit, freshMs: 0 })
 * recorded.record(true)
 * await watch.evaluate()
 * recorded.record(false)
 * await watch.evaluate()
 * console.log(audit.events.map(({ type, outcome }) => `${type} ${outcome}`)) // prints: [ 'slo.changed failure' ]
 * ```
 */
export function watchSlos(
  slos: readonly Slo[],
  source: Source,
  { freshMs = 1_000, metrics = noMetrics, audit, onError, ...asking }: WatchOptions = {},
): SloWatch {
  if (!(freshMs >= 0))
    throw new RangeError(`slo: "freshMs" must be a number from 0, got ${String(freshMs)}`)
  const sinks = containedSinks({ audit, metrics, onError })
  const clock: Clock = asking.clock ?? source.clock ?? systemClock
  const before = new Map<string, Evaluation>()
  const tell = (found: Evaluation): void => {
    sinks.attempt(() => setGauges(metrics, found))
    const event = changeOf(before.get(found.slo.id), found)
    before.set(found.slo.id, found)
    if (event !== undefined) sinks.record(event)
  }
  let last: { readonly at: number; readonly answer: Promise<readonly Evaluation[]> } | undefined
  let isUnderWay = false
  const ask = async (): Promise<readonly Evaluation[]> => {
    isUnderWay = true
    try {
      const found = await evaluate(slos, source, asking)
      found.forEach(tell)
      return found
    } catch (error) {
      last = undefined
      throw error
    } finally {
      isUnderWay = false
    }
  }
  return {
    evaluate() {
      const at = clock()
      // A clock that was set back must not keep an answer for good.
      const isFresh = last !== undefined && at >= last.at && at - last.at < freshMs
      if (last === undefined || !(isUnderWay || isFresh)) last = { at, answer: ask() }
      return last.answer
    },
  }
}

const goodness = { breached: 0, unknown: 1, at_risk: 2, met: 3 } as const

function changeOf(before: Evaluation | undefined, now: Evaluation): AuditEvent | undefined {
  const { slo, state, reason } = now
  const from = before?.state ?? (state === 'met' ? 'met' : 'unknown')
  if (from === state) return undefined
  const isRenewed =
    'calendar' in slo.period &&
    before !== undefined &&
    before.asked.from !== now.asked.from &&
    goodness[state] > goodness[from]
  return {
    type: sloEvents.changed.type,
    outcome: (
      { met: 'success', at_risk: 'failure', breached: 'failure', unknown: 'error' } as const
    )[state],
    targets: [{ kind: 'slo', id: slo.id }],
    ...(reason === undefined ? {} : { reason }),
    event: {
      from,
      to: state,
      severity: slo.severity,
      good: now.good,
      total: now.total,
      firing: now.alerts.filter(({ isFiring }) => isFiring).length,
      ...(isRenewed && { renewed: true }),
    },
  }
}
