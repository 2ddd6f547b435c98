import {
  type AuditParty,
  type AuditSink,
  type Check,
  type Clock,
  demandOptions,
  type MetricsSink,
  type MonotonicClock,
  noAudit,
  noMetrics,
  type Random,
  systemClock,
  systemMonotonic,
  systemRandom,
  systemTimers,
  type Timers,
} from '@sallyport/core'
import { limitEvents } from './catalog.ts'
import { isAsGiven, plainKey, shownKey } from './key.ts'
import { createLedger } from './ledger.ts'
import { memoryLimitStore } from './memory/memory-limit-store.ts'
import type { Policy, PolicyDefinition } from './policy.ts'
import { type OnStoreError, shield } from './shield.ts'
import { steadyClock } from './steady-clock.ts'
import type { Answer, LimitState, LimitStore, Step, SyncLimitStore } from './store.ts'

/** How limits are kept. */
export interface LimitsOptions<P extends string, S extends LimitStore> {
  readonly policies: Readonly<Record<P, PolicyDefinition>>
  /** @default memoryLimitStore() */
  readonly store?: S
  /**
   * While the store fails: refuse (503), let everything through, or count in this process alone.
   * @default 'deny'
   */
  readonly onStoreError?: OnStoreError
  /** How long the store may take. @default 1_000 */
  readonly timeoutMs?: number
  /** @default the machine's clock */
  readonly clock?: Clock
  /** @default the machine's monotonic clock */
  readonly monotonic?: MonotonicClock
  /** @default the platform's timers */
  readonly timers?: Timers
  /** Names leases. @default the platform's source */
  readonly random?: Random
  /** @default measures nothing */
  readonly metrics?: MetricsSink
  /** Records who was let begin anew. @default records nothing */
  readonly audit?: AuditSink
}

/** One part of a claim over several policies. */
export interface Claim<P extends string = string> {
  /** A name, or a policy of the key's own. */
  readonly policy: P | Policy
  readonly key: string
  /** @default 1 */
  readonly cost?: number
}

/** What became of a claim over several policies. */
export interface Claimed<P extends string = string> {
  /** All of it was taken; otherwise nothing was. */
  readonly ok: boolean
  /** Of what did not fit, the one that takes longest to. */
  readonly denied: LimitState<P> | undefined
  /** Of each policy; only of the one that denies when that was known without asking the store. */
  readonly states: readonly LimitState<P>[]
}

/** At once where the store answers at once. */
export type AnswerOf<S extends LimitStore, T> = S extends SyncLimitStore ? T : Answer<T>

/** Who lets a key begin anew, and why: for the record. */
export interface ForgottenBy {
  readonly actor?: AuditParty
  readonly reason?: string
}

/** Limits, by policy and key. Misuse throws: an unknown policy, a cost that is not a whole number. */
export interface Limits<P extends string = string, S extends LimitStore = LimitStore> {
  readonly policies: Readonly<Record<P, Policy<P>>>
  /** Takes from one policy. */
  check(policy: P | Policy, key: string, cost?: number): AnswerOf<S, LimitState<P>>
  /** Takes from several policies: all or nothing, in one round trip. */
  claim(claims: readonly Claim<P>[]): AnswerOf<S, Claimed<P>>
  /** Takes nothing; `ok` tells whether `cost` could be taken. */
  peek(policy: P | Policy, key: string, cost?: number): AnswerOf<S, LimitState<P>>
  /** Gives back what was taken, once, as far as it still counts. Rejects when the store is down. */
  refund(taken: LimitState | Claimed): AnswerOf<S, void>
  /** Lets a key begin anew. Recorded first; rejects, forgetting nothing, when that fails. */
  forget(policy: P | Policy, key: string, by?: ForgottenBy): Promise<void>
  /** How often each policy was asked in this process, and how that ended. */
  tally(): Readonly<Record<P, { readonly allowed: number; readonly denied: number }>>
  /** Whether the store answers. */
  readonly health: Check
}

/**
 * Limits over a store: of this process unless another is given.
 *
 * @throws TypeError or RangeError for a policy that cannot be kept.
 *
 * @example
 * ```ts
 * import { limits } from '@sallyport/limits'
 *
 * const limiter = limits({
 *   policies: { api: { kind: 'rate', limit: 100, windowMs: 60_000, burst: 2 } },
 * })
 * const first = limiter.check('api', '192.0.2.1')
 * limiter.check('api', '192.0.2.1')
 * const third = limiter.check('api', '192.0.2.1')
 * console.log(first.remaining, third.ok, third.reason) // prints: 1 false rate_limited
 * ```
 */
export function limits<const P extends string, S extends LimitStore = SyncLimitStore>(
  options: LimitsOptions<P, S>,
): Limits<P, S>
export function limits<P extends string>(options: LimitsOptions<P, LimitStore>): Limits<P> {
  demandLimits(options)
  const { clock = systemClock, monotonic = systemMonotonic, timers = systemTimers } = options
  const { metrics = noMetrics, audit = noAudit, random = systemRandom } = options
  const clocks = { clock, monotonic: steadyClock(clock, monotonic) }
  const given = options.store ?? memoryLimitStore()
  const sync = isSync(given) ? given : undefined
  const stand = shieldOptions(options)
  const store = sync ?? shield(given, { ...stand, timers, clocks, metrics })
  const { policies, entryOf, count, tally } = createLedger(options.policies, metrics)
  const keyOf = (key: string): string => {
    if (typeof key !== 'string')
      throw new TypeError(`limits: "key" must be text, got ${typeof key}`)
    return sync !== undefined && isAsGiven(key) ? key : plainKey(key)
  }
  const stepOf = ({ policy: asked, key, cost = 1 }: Claim<P>): Step => {
    const entry = entryOf(asked)
    const policy = typeof asked === 'string' ? entry.policy : asked
    const lease = policy.kind === 'concurrency' ? newLease(random) : 0
    return { policy, key: keyOf(key), cost: wholeCost(cost), lease }
  }
  // What was given back, and what looks like it could be but was never taken.
  const spent = new WeakSet<LimitState>()
  const neverTaken = (state: LimitState): LimitState<P> => {
    spent.add(state)
    return state as LimitState<P>
  }
  const told = (states: readonly LimitState[]): Claimed<P> => {
    const refused = states.filter(({ ok }) => !ok)
    const denied = refused.toSorted((a, b) => b.retryAfterMs - a.retryAfterMs)[0]
    const ok = denied === undefined
    if (!ok) for (const state of states) neverTaken(state)
    for (const { policy } of ok ? states : refused) count(entryOf(policy), ok)
    return { ok, denied, states } as Claimed<P>
  }
  /** One of a policy in memory: what nearly every request is, and every policy can give. */
  const takenAtOnce = (asked: P | Policy, key: string, cost: number): LimitState<P> | undefined => {
    const entry = entryOf(asked)
    const policy = typeof asked === 'string' ? entry.policy : asked
    if (sync === undefined || cost !== 1 || policy.kind === 'concurrency') return undefined
    const state = sync.take(policy, keyOf(key), 1, 0, clocks)
    count(entry, state.ok)
    return state as LimitState<P>
  }
  const single = (states: readonly LimitState[]): LimitState<P> => states[0] as LimitState<P>
  const claim = (claims: readonly Claim<P>[]): Answer<Claimed<P>> => {
    if (claims.length === 1) {
      const { policy, key, cost = 1 } = claims[0] as Claim<P>
      const state = takenAtOnce(policy, key, cost)
      if (state !== undefined)
        return { ok: state.ok, denied: state.ok ? undefined : state, states: [state] }
    }
    const steps = distinct(claims.map(stepOf))
    const tooHigh = steps.filter(({ policy, cost }) => cost > policy.capacity)
    if (tooHigh.length > 0) return told(tooHigh.map(neverFits))
    return then(store.claim(steps, clocks), told)
  }

  return {
    policies,
    check: (policy, key, cost = 1) =>
      takenAtOnce(policy, key, cost) ??
      then(claim([{ policy, key, cost }]), ({ states }) => single(states)),
    claim,
    peek(policy, key, cost) {
      const step = stepOf(cost === undefined ? { policy, key } : { policy, key, cost })
      if (step.cost > step.policy.capacity) return neverFits(step) as LimitState<P>
      return then(store.look([step], clocks), (states) => neverTaken(single(states)))
    },
    refund(taken) {
      const states = 'states' in taken ? (taken.ok ? taken.states : []) : [taken]
      const due = states.filter((state) => state.ok && !spent.has(state))
      for (const state of due) spent.add(state)
      if (due.length === 0) return
      const refunded = store.refund(due, clocks)
      if (!(refunded instanceof Promise)) return
      return refunded.catch((error: unknown) => {
        // It may be tried again.
        for (const state of due) spent.delete(state)
        throw error
      })
    },
    async forget(policy, key, by = {}) {
      demandOptions('limits: forget()', by, ['actor', 'reason'])
      const { actor, reason } = by
      const step = stepOf({ policy, key })
      await audit.record({
        type: limitEvents.forgotten.type,
        outcome: 'success',
        ...(actor === undefined ? {} : { actor }),
        ...(reason === undefined ? {} : { reason }),
        targets: [{ kind: 'limit', id: `${step.policy.name} ${shownKey(step.key)}` }],
      })
      await store.forget(step.policy, step.key)
    },
    tally,
    health: (signal) => store.check(signal),
  }
}

const isSync = (store: LimitStore): store is SyncLimitStore => 'take' in store

const then = <T, U>(answer: Answer<T>, next: (value: T) => U): Answer<U> =>
  answer instanceof Promise ? answer.then(next) : next(answer)

const newLease = (random: Random): number =>
  random(6).reduce((number, byte) => number * 256 + byte, 0)

function wholeCost(cost: number): number {
  if (Number.isInteger(cost) && cost >= 1) return cost
  throw new RangeError(`limits: "cost" must be an integer >= 1, got ${String(cost)}`)
}

/** Two parts of one claim that take from the same would each be measured without the other. */
function distinct(steps: readonly Step[]): readonly Step[] {
  if (steps.length === 0 || steps.length > mostSteps) {
    throw new RangeError(`limits: a claim must have 1 to ${mostSteps} parts, got ${steps.length}`)
  }
  for (let i = 1; i < steps.length; i++) {
    if (steps.findIndex((step) => isSame(step, steps[i] as Step)) === i) continue
    throw new RangeError('limits: a claim names the same policy and key twice; add up their costs')
  }
  return steps
}

const isSame = (a: Step, b: Step): boolean => a.key === b.key && a.policy.id === b.policy.id

/** How many policies one claim may take from. */
export const mostSteps = 16

const neverFits = (step: Step): LimitState => ({
  ...step,
  ok: false,
  reason: 'cost_too_high',
  remaining: 0,
  retryAfterMs: Number.POSITIVE_INFINITY,
  moreAfterMs: 0,
  resetAfterMs: 0,
  at: 0,
  unknown: true,
})

const names = 'policies store onStoreError timeoutMs clock monotonic timers random metrics audit'

function demandLimits(options: Partial<LimitsOptions<string, LimitStore>>): void {
  demandOptions('limits: limits()', options, names.split(' '))
  const { policies, store } = options
  if (typeof policies !== 'object' || policies === null) {
    throw new TypeError(
      `limits: "policies" must be definitions by their names, got ${String(policies)}`,
    )
  }
  const lacks = (['claim', 'look', 'refund', 'forget', 'check'] as const).filter(
    (verb) => store !== undefined && typeof store[verb] !== 'function',
  )
  if (lacks.length > 0) {
    throw new TypeError(
      `limits: "store" must be a store of limits, got one without ${lacks.join(', ')}`,
    )
  }
}

function shieldOptions({
  onStoreError = 'deny',
  timeoutMs = 1_000,
}: Pick<LimitsOptions<string, LimitStore>, 'onStoreError' | 'timeoutMs'>) {
  if (!['deny', 'allow', 'local'].includes(onStoreError)) {
    throw new TypeError(
      `limits: "onStoreError" must be 'deny', 'allow' or 'local', got ${String(onStoreError)}`,
    )
  }
  if (!(Number.isInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs <= 60_000)) {
    throw new RangeError(
      `limits: "timeoutMs" must be an integer from 1 to 60,000, got ${String(timeoutMs)}`,
    )
  }
  return { onStoreError, timeoutMs }
}
