import {
  definePolicy,
  type LimitState,
  type LimitStore,
  memoryLimitStore,
  type Policy,
  type PolicyDefinition,
  type Step,
} from '@sallyport/limits'
import fc from 'fast-check'
import { expect } from 'vitest'

/** One thing done to two stores at once. Numbers choose among what there is. */
export type Move =
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'claim' | 'look'; readonly parts: readonly Part[] }
  | { readonly do: 'refund'; readonly which: number }
  | { readonly do: 'forget'; readonly part: Part }

interface Part {
  readonly policy: number
  readonly key: string
  readonly cost: number
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const begin = Date.UTC(2026, 0, 31, 23, 59, 59)
const windowMs = fc.constantFrom(1, 7, 1_000, 10_000, minute, 30 * day)
const limit = fc.integer({ min: 1, max: 12 })

const definition: fc.Arbitrary<PolicyDefinition> = fc.oneof(
  fc.record({ kind: fc.constant('rate' as const), limit, windowMs, burst: limit }),
  fc.record({ kind: fc.constant('exact' as const), limit, windowMs }),
  fc.record({
    kind: fc.constant('concurrency' as const),
    limit,
    leaseMs: windowMs.map((ms) => Math.min(ms, day)),
  }),
  fc
    .record({
      limit,
      refill: limit,
      period: fc.constantFrom('hour' as const, 'day', 'week', 'month', 'year'),
      startsAt: fc.option(fc.integer({ min: 0, max: 2 * begin }), { nil: undefined }),
    })
    .map(({ limit, refill, period, startsAt }) => ({
      kind: 'quota' as const,
      limit,
      refill: Math.min(limit, refill),
      period,
      ...(startsAt === undefined ? {} : { startsAt }),
    })),
)

const part: fc.Arbitrary<Part> = fc.record({
  policy: fc.nat(),
  key: fc.constantFrom('a', 'a', 'b'),
  cost: fc.integer({ min: 1, max: 5 }),
})

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.oneof(fc.constantFrom(1, 333, 1_000, 9_000, hour, day, 40 * day), fc.nat(2 * minute)),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constantFrom('claim' as const, 'claim', 'look'),
      parts: fc.array(part, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('refund' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget' as const), part }) },
)

/** Policies of all kinds, and what is done with them. */
export const plays: fc.Arbitrary<Play> = fc.record({
  definitions: fc.array(definition, { minLength: 1, maxLength: 3 }),
  moves: fc.array(move, { minLength: 1, maxLength: 60, size: 'max' }),
})

/** Policies, and what is done with them. */
export interface Play {
  readonly definitions: readonly PolicyDefinition[]
  readonly moves: readonly Move[]
}

let playsSoFar = 0

/** Does the same to a store and to the memory store, and expects the same of both. */
export async function playedLikeMemory(
  store: LimitStore,
  { definitions, moves }: Play,
): Promise<void> {
  const play = playsSoFar++
  const policies = definitions.map((one, i) => definePolicy(`play-${play}-${i}`, one))
  const sides = [store, memoryLimitStore()]
  const taken: (readonly LimitState[])[][] = []
  let now = begin
  const clocks = { clock: () => now, monotonic: () => now }
  for (const move of moves) {
    if (move.do === 'wait') now += move.ms
    else if (move.do === 'forget') {
      const policy = policyOf(policies, move.part)
      for (const side of sides) await side.forget(policy, move.part.key)
    } else if (move.do === 'refund') {
      const [both] = taken.splice(move.which % Math.max(1, taken.length), 1)
      for (const [i, side] of sides.entries()) await side.refund(both?.[i] ?? [], clocks)
    } else {
      const steps = stepsOf(policies, move.parts)
      const answers: (readonly LimitState[])[] = []
      for (const side of sides) answers.push(await side[move.do](steps, clocks))
      expect(answers[0]?.map(plain)).toEqual(answers[1]?.map(plain))
      if (move.do === 'claim' && answers[0]?.every(({ ok }) => ok)) taken.push(answers)
    }
  }
}

const policyOf = (policies: readonly Policy[], { policy }: Part): Policy =>
  policies[policy % policies.length] as Policy

let leases = 0

function stepsOf(policies: readonly Policy[], parts: readonly Part[]): readonly Step[] {
  const steps = parts.map((part) => {
    const policy = policyOf(policies, part)
    return { policy, key: part.key, cost: Math.min(part.cost, policy.capacity), lease: ++leases }
  })
  return [...new Map(steps.map((step) => [`${step.policy.id} ${step.key}`, step])).values()]
}

// A rate's is an object with getters.
const plain = ({
  ok,
  reason,
  remaining,
  retryAfterMs,
  moreAfterMs,
  resetAfterMs,
  at,
}: LimitState) => ({
  ok,
  reason,
  remaining,
  retryAfterMs,
  moreAfterMs,
  resetAfterMs,
  at,
})
