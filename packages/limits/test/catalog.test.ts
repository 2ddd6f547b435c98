import type { MetricDefinition } from '@sallyport/core'
import {
  type MetricsRecorder,
  recordAudit,
  recordMetrics,
  testRequest,
} from '@sallyport/core/testing'
import {
  inFlight,
  type LimitStore,
  limitEvents,
  limitMetrics,
  limitReasons,
  limits,
  memoryLimitStore,
  type PolicyDefinition,
  rateLimit,
} from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { awayLimits } from './support/away-limits.ts'
import { handTime } from './support/hand-time.ts'

const minute = 60_000
const refusalOf = async (
  policy: PolicyDefinition,
  {
    store = memoryLimitStore() as LimitStore,
    cost = 1 as number | (() => number),
    before = [] as readonly string[],
  } = {},
) => {
  const limiter = limits({ policies: { p: policy }, store, ...handTime() })
  for (const key of before) await limiter.check('p', key)
  const by = () => 'a'
  const guard =
    policy.kind === 'concurrency'
      ? inFlight(limiter, { policy: 'p', by }).guard
      : rateLimit(limiter, { by, cost })
  return guard(testRequest(), {})
}

const exact = { kind: 'exact', limit: 1, windowMs: minute } as const
/** A way to each refusal there is. */
const ways: Readonly<Record<keyof typeof limitReasons, () => ReturnType<typeof refusalOf>>> = {
  rate_limited: () => refusalOf(exact, { before: ['a'] }),
  quota_exhausted: () => refusalOf({ kind: 'quota', limit: 1, period: 'day' }, { before: ['a'] }),
  too_many_in_flight: () =>
    refusalOf({ kind: 'concurrency', limit: 1, leaseMs: minute }, { before: ['a'] }),
  cost_too_high: () => refusalOf(exact, { cost: () => 2 }),
  limits_full: () =>
    refusalOf(exact, { store: memoryLimitStore({ maxKeys: 1 }), before: ['other'] }),
  limits_unavailable: async () => {
    const { limiter, store } = awayLimits()
    store.mode = 'rejects'
    return rateLimit(limiter, { policies: ['exact'] })(testRequest(), {})
  },
  limit_key_missing: async () => {
    const limiter = limits({ policies: { p: exact } })
    return rateLimit(limiter, { by: () => undefined })(testRequest(), {})
  },
}

describe('limitReasons', () => {
  it.each(Object.entries(ways))('%s is given with the status it says', async (reason, way) => {
    const { status } = limitReasons[reason as keyof typeof limitReasons]
    expect(await way()).toMatchObject({ ok: false, reason, status })
  })

  it('has no reason that nothing gives', () => {
    expect(Object.keys(limitReasons).toSorted()).toEqual(Object.keys(ways).toSorted())
  })

  it.each(Object.entries(limitReasons))('%s says what happened and what to do', (name, reason) => {
    expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(reason.status).toBeGreaterThanOrEqual(400)
    expect(reason.meaning).toMatch(/^[A-Z].+\.$/)
    expect(reason.remedy).toMatch(/^[A-Z].+\.$/)
  })
})

/** A sink that notes which definitions it was given, with which labels. */
const noting = () => {
  const used = new Map<string, Set<string>>()
  const note = ({ id }: MetricDefinition, labels: object = {}) => {
    const seen = used.get(id) ?? new Set()
    used.set(id, seen)
    for (const [name, value] of Object.entries(labels)) seen.add(`${name}=${value}`)
  }
  const sink: Pick<MetricsRecorder, 'add' | 'set' | 'observe'> = {
    add: (metric, _value, ...[labels]) => note(metric, labels),
    set: (metric, _value, ...[labels]) => note(metric, labels),
    observe: (metric, _value, ...[labels]) => note(metric, labels),
  }
  return { used, sink }
}

/** Everything that measures, once: claims, refusals, a store that fails and is failed over. */
const everythingMeasured = async (): Promise<Map<string, Set<string>>> => {
  const { used, sink } = noting()
  for (const mode of ['enforce', 'shadow'] as const) {
    const limiter = limits({ policies: { p: exact }, metrics: sink, ...handTime() })
    const guard = rateLimit(limiter, { metrics: sink, mode })
    for (let i = 0; i < 2; i++) await guard(testRequest({ route: '/' }), {})
  }
  for (const onStoreError of ['deny', 'allow', 'local'] as const) {
    const { store, time } = awayLimits()
    const policies = { p: exact }
    const limiter = limits({ store, policies, onStoreError, metrics: sink, ...time })
    for (let i = 0; i < 3; i++) await limiter.check('p', 'a')
    store.mode = 'rejects'
    for (let i = 0; i < 6; i++) await limiter.check('p', 'b')
  }
  return used
}

describe('limitMetrics', () => {
  const all: readonly MetricDefinition[] = Object.values<unknown>(limitMetrics).map(
    (metric) => metric as MetricDefinition,
  )

  it('are measured, all of them and no others, with the labels they list', async () => {
    const used = await everythingMeasured()
    expect([...used.keys()].toSorted()).toEqual(all.map(({ id }) => id).toSorted())
    for (const { id, labels } of all) {
      const closed = Object.entries(labels).flatMap(([name, values]) =>
        values === 'open' ? [] : values.map((value) => `${name}=${value}`),
      )
      const seen = [...(used.get(id) ?? [])]
      const open = Object.keys(labels).filter((name) => labels[name] === 'open')
      expect(seen.filter((one) => !open.includes(String(one.split('=')[0]))).toSorted()).toEqual(
        closed.toSorted(),
      )
      for (const name of open) expect(seen.some((one) => one.startsWith(`${name}=`))).toBe(true)
    }
  })

  it('have each id once', () => {
    const ids = all.flatMap(({ id, aliases = [] }) => [id, ...aliases])
    expect(new Set(ids).size).toBe(ids.length)
  })

  it.each(all)('$id is named and explained', ({ id, help }) => {
    expect(id).toMatch(/^limits(\.[a-z]+(_[a-z]+)*)+$/)
    expect(help).toMatch(/^[A-Z0-9].+\.$/)
  })
})

describe('limitEvents', () => {
  it('are recorded, all of them and no others', async () => {
    const audit = recordAudit()
    const limiter = limits({ policies: { p: exact }, audit, metrics: recordMetrics() })
    const guard = rateLimit(limiter, { audit })
    for (let i = 0; i < 2; i++) await guard(testRequest(), {})
    await limiter.forget('p', '127.0.0.1')
    const types = Object.values(limitEvents).map(({ type }) => type)
    expect(audit.events.map(({ type }) => type).toSorted()).toEqual(types.toSorted())
  })

  it.each(Object.values(limitEvents))('$type is named and explained', ({ type, help }) => {
    expect(type).toMatch(/^[a-z_]+(\.[a-z_]+)+$/)
    expect(help).toMatch(/^[A-Z].+\.$/)
  })
})
