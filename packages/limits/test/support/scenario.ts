import {
  type Clocks,
  definePolicy,
  type LimitState,
  type LimitStore,
  type Policy,
  type PolicyDefinition,
  type Step,
} from '@sallyport/limits'
import fc from 'fast-check'

/** What is done to a store, one after the other. */
export interface Scenario {
  readonly from: number
  readonly policies: readonly PolicyDefinition[]
  readonly moves: readonly Move[]
}

type Move =
  | { readonly ask: 'claim' | 'look'; readonly key: string; readonly parts: readonly Part[] }
  /** Gives back what the move of that number took, counted around. */
  | { readonly refund: number }
  | { readonly pass: number }

/** Which policy, and how much of its capacity. */
interface Part {
  readonly policy: number
  readonly percent: number
}

const hours = (most: number) => fc.integer({ min: 0, max: most }).map((hour) => hour * 3_600_000)
const days = (most: number) => hours(24 * most)
const upTo = (max: number) => fc.integer({ min: 1, max })

const definitions = fc.tuple(
  fc.record({
    kind: fc.constant('rate' as const),
    limit: upTo(20),
    windowMs: upTo(10_000),
    burst: upTo(20),
  }),
  fc.record({ kind: fc.constant('exact' as const), limit: upTo(8), windowMs: upTo(5_000) }),
  quotas(),
  fc.record({ kind: fc.constant('concurrency' as const), limit: upTo(6), leaseMs: upTo(5_000) }),
)

function quotas(): fc.Arbitrary<PolicyDefinition> {
  return fc
    .record({
      limit: upTo(20),
      period: fc.constantFrom('hour', 'day', 'week', 'month', 'year'),
      refill: upTo(20),
      startsAt: fc.option(fc.integer({ min: 0, max: Date.UTC(2100, 0) })),
    })
    .map(({ limit, period, refill, startsAt }) => ({
      kind: 'quota',
      limit,
      period,
      refill: Math.min(limit, refill),
      ...(startsAt === null ? {} : { startsAt }),
    }))
}

const parts = (maxLength: number) =>
  fc.uniqueArray(fc.record({ policy: fc.nat(3), percent: fc.nat(99) }), {
    minLength: 1,
    maxLength,
    selector: ({ policy }) => policy,
  })
const asks = fc.record({
  ask: fc.constantFrom('claim', 'claim', 'claim', 'look'),
  key: fc.constantFrom('a', 'a', 'a', 'b'),
  parts: fc.oneof(parts(1), parts(4)),
})
const refunds = fc.record({ refund: fc.nat(50) })
const short = fc.oneof(fc.nat(20), fc.nat(2_000)).map((pass) => ({ pass }))
const long = fc.oneof(fc.nat(7_200_000), days(400)).map((pass) => ({ pass }))

/** All kinds together, while time goes on. */
export const scenarios: fc.Arbitrary<Scenario> = fc.record({
  from: fc.integer({ min: Date.UTC(1971, 0), max: Date.UTC(2100, 0) }),
  policies: definitions,
  moves: moves([asks, asks, asks, asks, refunds, short, short, fc.oneof(short, long)]),
})

/** One key of one quota, while clocks are set forth and back. */
export const quotaScenarios: fc.Arbitrary<Scenario> = fc.record({
  from: fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2100, 0) }),
  policies: fc.tuple(quotas()),
  moves: moves([
    asks.map((ask) => ({ ...ask, key: 'a', parts: [{ policy: 0, percent: 50 }] })),
    refunds,
    fc.oneof(hours(40), days(40)).map((pass) => ({ pass })),
    fc.oneof(hours(40), days(40)).map((back) => ({ pass: -back })),
  ]),
})

function moves(of: readonly fc.Arbitrary<Move>[]): fc.Arbitrary<readonly Move[]> {
  return fc.array(fc.oneof(...of), { minLength: 1, maxLength: 60, size: 'max' })
}

let played = 0

/** What a store tells of each move. No two scenarios use the same policy. */
export async function play(
  store: LimitStore,
  { from, policies: given, moves }: Scenario,
): Promise<readonly unknown[]> {
  const policies = given.map((definition, i) => definePolicy(`played-${played}-${i}`, definition))
  played++
  let now = from
  const clocks: Clocks = { clock: () => now, monotonic: () => now }
  const told: unknown[] = []
  const taken: (readonly LimitState[])[] = []
  for (const [lease, move] of moves.entries()) {
    if ('pass' in move) now += move.pass
    else if ('refund' in move) {
      const back = taken[move.refund % Math.max(1, taken.length)]
      if (back !== undefined) await store.refund(back, clocks)
    } else {
      const steps = move.parts.map((part) => stepOf(policies, part, move.key, lease + 1))
      const states = await store[move.ask](steps, clocks)
      if (move.ask === 'claim' && states.every(({ ok }) => ok)) taken.push(states)
      told.push(states.map(plain))
    }
  }
  return told
}

function stepOf(policies: readonly Policy[], part: Part, key: string, lease: number): Step {
  const policy = policies[part.policy] as Policy
  return { policy, key, cost: 1 + Math.floor((part.percent * policy.capacity) / 100), lease }
}

const plain = (state: LimitState): object => ({
  kind: state.policy.kind,
  key: state.key,
  cost: state.cost,
  ok: state.ok,
  reason: state.reason,
  remaining: state.remaining,
  retryAfterMs: state.retryAfterMs,
  moreAfterMs: state.moreAfterMs,
  resetAfterMs: state.resetAfterMs,
  at: state.at,
})
