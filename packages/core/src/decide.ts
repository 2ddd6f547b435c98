import { type AuditEvent, type AuditSink, noAudit } from './audit.ts'
import { coreEvents, coreMetrics, coreReasons } from './catalog.ts'
import { noteDenied } from './denied-reason.ts'
import type { Guard, GuardRequest } from './guard.ts'
import { type MetricsSink, noMetrics } from './metric.ts'
import { type OnError, printError, tell, whenRejected } from './on-error.ts'
import { type Denied, deny, nothing, type Verdict } from './verdict.ts'

/** How {@link decider} runs a guard. */
export interface DecisionOptions<T extends object = object> {
  /** Counts each decision once. @default counts nothing */
  readonly metrics?: MetricsSink
  /** Records each decision once. @default records nothing */
  readonly audit?: AuditSink
  /** Hears what a guard or a sink threw, and the `cause` of a denial. @default prints to stderr */
  readonly onError?: OnError
  /**
   * `continue`: the record is not waited for, its loss is counted. `deny`: it is waited for, and
   * its failure is a 503. @default 'continue'
   */
  readonly whenAuditFails?: 'continue' | 'deny'
  /** The actor, the targets and whatever else of the proofs belongs in the record. After a denial
   * the proofs are those that came before it. */
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
  const { metrics = noMetrics, audit = noAudit, onError = printError } = options
  const { whenAuditFails = 'continue', describe } = options
  if (whenAuditFails !== 'continue' && whenAuditFails !== 'deny') {
    throw new TypeError(
      `core: "whenAuditFails" must be 'continue' or 'deny', got ${String(whenAuditFails)}`,
    )
  }
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
  const conclude = (verdict: Decision, request: GuardRequest): Decision => {
    if (!verdict.ok) noteDenied(request, verdict.reason)
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
      const written = audit.record(eventOf(verdict, request, describe))
      if (written === undefined) return conclude(verdict, request)
      if (whenAuditFails === 'deny') {
        return Promise.resolve(written).then(
          () => conclude(verdict, request),
          (error: unknown) => unrecorded(error, verdict, request),
        )
      }
      whenRejected(written, (error) => lose('audit', error, request))
      return conclude(verdict, request)
    } catch (error) {
      return unrecorded(error, verdict, request)
    }
  }
  const shut = (error: unknown, request: GuardRequest): Decision | Promise<Decision> => {
    tell(onError, error, request)
    return settle(unavailable, request)
  }
  const decide = (request: GuardRequest): Decision | Promise<Decision> => {
    let answer: Decision | Promise<Decision>
    try {
      answer = guard(request, nothing)
      if (!isVerdict(answer)) {
        // Not `instanceof Promise`: a thenable of another realm is waited for too.
        return Promise.resolve(answer).then(
          (late) => (isVerdict(late) ? settle(late, request) : shut(noVerdict(), request)),
          (error: unknown) => shut(error, request),
        )
      }
    } catch (error) {
      return shut(error, request)
    }
    return settle(answer, request)
  }
  return Object.defineProperty(decide, 'dropped', { get: () => dropped }) as Decider<T, R>
}

type Measure = <M>(metric: M, labels: object, request: GuardRequest) => void

const unavailable: Denied<'unavailable'> = Object.freeze(
  deny('unavailable', coreReasons.unavailable.status),
)
const noVerdict = (): TypeError => new TypeError('core: a guard answered with no verdict')

// Only the two booleans: `{ ok: 'yes' }` from untyped code must not pass.
const isVerdict = (answer: unknown): answer is Verdict<never, never> => {
  const ok = (answer as { ok?: unknown } | null | undefined)?.ok
  return ok === true || ok === false
}

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

function eventOf<T extends object>(
  verdict: Verdict<T>,
  request: GuardRequest,
  describe: DecisionOptions<T>['describe'],
): AuditEvent {
  const proved = verdict.ok ? verdict.value : ((verdict.proved ?? nothing) as Partial<T>)
  const described = describe?.(proved)
  const ctx = {
    requestId: request.id,
    ip: request.ip,
    method: request.method,
    route: request.route,
    ...described?.ctx,
  }
  const decided = { type: coreEvents.decided.type, ...described, ctx }
  if (verdict.ok) return { ...decided, outcome: 'success' }
  const outcome = verdict === unavailable ? 'error' : 'denied'
  return { ...decided, outcome, reason: verdict.reason }
}
