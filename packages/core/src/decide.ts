import { adapterOptions } from './adapter.ts'
import { type AuditEvent, type AuditSink, noAudit } from './audit.ts'
import { coreMetrics } from './catalog.ts'
import { decidedEvent, unavailable } from './decided-event.ts'
import { type DecisionNote, noteDecision } from './decision-note.ts'
import { demand } from './demand.ts'
import { demandOptions } from './demand-options.ts'
import type { Guard, GuardRequest } from './guard.ts'
import { isPromise } from './is-promise.ts'
import { type MetricsSink, noMetrics } from './metric.ts'
import { type OnError, printError, tell, whenRejected } from './on-error.ts'
import { checkStatus, sendable, sendableHeaders } from './reply.ts'
import { type Denied, nothing, type Verdict } from './verdict.ts'

/** How {@link decider} runs a guard. */
export interface DecisionOptions<T extends object = object> {
  /** Counts each decision once. @default counts nothing */
  readonly metrics?: MetricsSink
  /** Records each decision once. @default records nothing */
  readonly audit?: AuditSink
  /** Hears what a guard or a sink threw, and the `cause` of a denial. @default prints to stderr */
  readonly onError?: OnError
  /**
   * `continue`: the record is not waited for, its loss is counted. `deny`: it is waited for, as long as
   * the sink takes, and its failure is a 503; needs an `audit`. @default 'continue'
   */
  readonly whenAuditFails?: 'continue' | 'deny'
  /**
   * The actor, the targets and whatever else of the proofs belongs in the record. After a denial
   * the proofs are those that came before it.
   */
  readonly describe?: (proved: Partial<T>) => Partial<AuditEvent>
}

/** A guard as an adapter runs it. */
export interface Decider<T extends object, R extends string> {
  /** Decides. Never throws, never rejects. */
  (request: GuardRequest): Verdict<T, R | 'unavailable'> | Promise<Verdict<T, R | 'unavailable'>>
  /** Records and measurements that a failing sink lost. */
  readonly dropped: number
}

/**
 * The one place where a guard is run, its decision counted, recorded and told of. A guard that
 * throws, rejects or answers with something else than a verdict becomes a 503 `unavailable`: closed,
 * and without a word about why.
 *
 * @example
 * ```ts
 * import { decider } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 *
 * const decide = decider(() => {
 *   throw new Error('the store is down')
 * }, { onError: () => {} })
 * const verdict = await decide(testRequest())
 * console.log(verdict.ok ? 'in' : verdict.reason) // prints: unavailable
 * ```
 */
export function decider<T extends object, R extends string>(
  guard: Guard<T, R>,
  options: DecisionOptions<T> = {},
): Decider<T, R> {
  demandOptions('core: decider()', options, adapterOptions)
  const { metrics = noMetrics, audit = noAudit, onError = printError } = options
  const { whenAuditFails = 'continue', describe } = options
  demand('decider', 'guard', guard)
  demand('decider', 'audit.record', audit.record)
  demand('decider', 'metrics.add', metrics.add)
  demand('decider', 'onError', onError)
  demandPolicy(whenAuditFails, options.audit)
  type Decision = Verdict<T, R | 'unavailable'>
  let dropped = 0

  const lose = (sink: 'audit' | 'metrics', error: unknown, request: GuardRequest): void => {
    dropped++
    tell(onError, error, request)
    if (sink === 'audit') measure(coreMetrics.dropped, { sink }, request)
  }
  const measure: Measure = (metric, labels, request) => {
    try {
      const answer: unknown = metrics.add(metric as never, 1, labels as never)
      if (answer !== undefined) whenRejected(answer, (error) => lose('metrics', error, request))
    } catch (error) {
      lose('metrics', error, request)
    }
  }
  const conclude = (verdict: Decision, request: GuardRequest, recorded = false): Decision => {
    noteDecision(request, noteOf(verdict, recorded))
    measure(coreMetrics.decisions, verdict.ok ? allowedLabels : labelsOf(verdict.reason), request)
    return verdict
  }
  const unrecorded = (error: unknown, verdict: Decision, request: GuardRequest): Decision => {
    lose('audit', error, request)
    return conclude(whenAuditFails === 'deny' ? unavailable : verdict, request)
  }
  const settle = (verdict: Decision, request: GuardRequest): Decision | Promise<Decision> => {
    if (!verdict.ok && verdict.cause !== undefined) tell(onError, verdict.cause, request)
    if (audit === noAudit) return conclude(verdict, request)
    try {
      const event = decidedEvent(verdict, request, describe, onError, whenAuditFails === 'deny')
      const written = audit.record(event)
      if (written === undefined) return conclude(verdict, request, true)
      if (whenAuditFails === 'deny') {
        return Promise.resolve(written).then(
          () => conclude(verdict, request, true),
          (error: unknown) => unrecorded(error, verdict, request),
        )
      }
      whenRejected(written, (error) => lose('audit', error, request))
      return conclude(verdict, request, true)
    } catch (error) {
      return unrecorded(error, verdict, request)
    }
  }
  const shut = (error: unknown, request: GuardRequest): Decision | Promise<Decision> => {
    tell(onError, error, request)
    return settle(unavailable, request)
  }
  const judge = (answer: Decision, request: GuardRequest): Decision | Promise<Decision> => {
    let verdict: Decision
    try {
      verdict = proper(answer)
    } catch (error) {
      return shut(error, request)
    }
    return settle(verdict, request)
  }
  const decide = (request: GuardRequest): Decision | Promise<Decision> => {
    try {
      const answer = guard(request, nothing)
      if (!isPromise(answer)) return judge(answer, request)
      return Promise.resolve(answer).then(
        (late) => judge(late, request),
        (error: unknown) => shut(error, request),
      )
    } catch (error) {
      return shut(error, request)
    }
  }
  return Object.defineProperty(decide, 'dropped', { get: () => dropped }) as Decider<T, R>
}

function demandPolicy(given: unknown, audit: AuditSink | undefined): void {
  if (given !== 'continue' && given !== 'deny') {
    throw new TypeError(`core: "whenAuditFails" must be 'continue' or 'deny', got ${String(given)}`)
  }
  // One that writes nothing may be given, but nobody gets it by leaving a line out.
  if (given === 'deny' && audit === undefined) {
    throw new TypeError(`core: "whenAuditFails" is 'deny', which needs "audit", got undefined`)
  }
}

type Measure = <M>(metric: M, labels: object, request: GuardRequest) => void

/** The verdict, if it is one and could be sent; throws otherwise, so that `{ ok: 'yes' }` does not pass. */
function proper<V extends Verdict<object>>(verdict: V): V {
  const { ok, headers } = verdict
  const whole = ok === true ? isObject(verdict.value) : ok === false && isDenial(verdict)
  if (!whole)
    throw new TypeError('core: a guard must answer with a verdict: return allow() or deny()')
  const tidy = headers === undefined ? headers : sendableHeaders(headers)
  const put = tidy === headers ? verdict : { ...verdict, headers: tidy }
  if (put.ok) return put
  checkStatus(put.status, put.reason)
  if (put.reply === undefined) return put
  const reply = sendable(put.reply)
  return reply === put.reply ? put : { ...put, reply }
}

const letInRecorded = Object.freeze({ recorded: true } as const)

function noteOf(verdict: Verdict<object>, recorded: boolean): DecisionNote {
  if (verdict.ok) return recorded ? letInRecorded : undefined
  return recorded ? { denied: verdict.reason, recorded } : { denied: verdict.reason }
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null
const isDenial = ({ reason, status }: Denied): boolean =>
  typeof reason === 'string' && typeof status === 'number'

const allowedLabels = Object.freeze({ decision: 'allowed', reason: 'none' } as const)
const deniedLabels = new Map<string, { readonly decision: 'denied'; readonly reason: string }>()
// Reasons are a closed union of some hundred words; untyped code that makes them up must not fill memory.
const mostReasons = 1_000

function labelsOf(reason: string): { readonly decision: 'denied'; readonly reason: string } {
  const known = deniedLabels.get(reason)
  if (known !== undefined) return known
  const labels = Object.freeze({ decision: 'denied', reason } as const)
  if (deniedLabels.size < mostReasons) deniedLabels.set(reason, labels)
  return labels
}
