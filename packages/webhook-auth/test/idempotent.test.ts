import { decider, denialReply, type RequestEnd, watcher } from '@sallyport/core'
import { type ManualTime, manualTime } from '@sallyport/core/testing'
import {
  type IdempotentOptions,
  idempotent,
  memoryDeliveryStore,
  onceOnly,
} from '@sallyport/webhook-auth'
import { unhandledDuring } from '@sallyport-scripts/services'
import { describe, expect, it } from 'vitest'
import { awayStore, settled } from './support/away-store.ts'
import { bodyOnly, route, type SentAs, sent, timed, token, withId } from './support/deliveries.ts'

const minute = 60_000
const start = Date.UTC(2026, 4, 15)
const set = (options: Partial<IdempotentOptions> & { time?: ManualTime } = {}) => {
  const { time = manualTime(start), ...given } = options
  const { store = memoryDeliveryStore({ monotonic: time.monotonic }) } = given
  const told: unknown[] = []
  const { guard, observer } = idempotent({ store, ...time, ...given })
  const watched = watcher(observer, { onError: (error) => told.push(error) })
  const begin = async (scheme = bodyOnly, as: SentAs = {}) => {
    const request = sent(scheme, { timestamp: time.clock(), ...as })
    const ended = watched.begin(request)
    const checked = route(scheme, guard, { clock: time.clock })
    const verdict = await decider(checked, { onError: () => {} })(request)
    const end = async (status = 200, more: Partial<RequestEnd> = {}) => {
      ended({ status, bytes: 0, aborted: false, ...more })
      await settled()
    }
    return { verdict, is: verdict.ok ? 'in' : verdict.reason, end }
  }
  return { time, store, told, begin }
}

describe('idempotent', () => {
  it('runs a handler again that failed, and not one that succeeded', async () => {
    const { begin } = set()
    for (const status of [500, 503, 404, 302, 304]) {
      const attempt = await begin()
      expect(attempt.is).toBe('in')
      await attempt.end(status)
    }
    const last = await begin()
    expect(last.is).toBe('in')
    await last.end(204)
    expect((await begin()).is).toBe('delivery_done')
  })

  it('answers a duplicate of what is done 200, and one of what is not 409', async () => {
    const { begin } = set({ leaseMs: 30_500 })
    const first = await begin()
    expect((await begin()).verdict).toMatchObject({
      ...{ ok: false, reason: 'delivery_in_progress', status: 409 },
      headers: { 'retry-after': '31' },
    })
    await first.end()
    const { verdict } = await begin()
    expect(verdict).toMatchObject({ ok: false, reason: 'delivery_done', status: 200 })
    if (!verdict.ok) {
      const { status, headers, body } = denialReply(verdict)
      expect([status, headers['content-type'], JSON.parse(String(body))]).toEqual([
        200,
        'application/json',
        { status: 'delivery_done' },
      ])
    }
  })

  it('a duplicate ends nothing that is not its own', async () => {
    const { begin } = set()
    const first = await begin()
    const second = await begin()
    await second.end(409)
    expect((await begin()).is).toBe('delivery_in_progress')
    await first.end()
    const third = await begin()
    await third.end(200)
    expect((await begin()).is).toBe('delivery_done')
  })

  it('a later guard’s refusal is no success, whatever its status', async () => {
    const { begin } = set()
    await (await begin()).end(200, { denied: 'challenge' })
    expect((await begin()).is).toBe('in')
  })

  it('claims once for a request, however often it is asked', async () => {
    const time = manualTime(start)
    const store = awayStore(time.monotonic)
    const { guard } = idempotent({ store, ...time })
    const asked = route(bodyOnly, guard)
    const request = sent(bodyOnly)
    for (let i = 0; i < 3; i++) expect((await asked(request, {})).ok).toBe(true)
    expect(store.calls).toEqual(['claim'])
  })

  it('does not meet onceOnly in a store that both use', async () => {
    const { begin, store, time } = set()
    const guard = route(bodyOnly, onceOnly({ store, ...time }))
    expect((await guard(sent(bodyOnly), {})).ok).toBe(true)
    expect((await begin()).is).toBe('in')
  })
})

describe('idempotent knows a delivery', () => {
  const doneAs = async (options: Partial<IdempotentOptions> = {}) => {
    const all = set(options)
    const finish = async (...given: Parameters<typeof all.begin>) => {
      const attempt = await all.begin(...given)
      await attempt.end()
      return attempt.is
    }
    return { ...all, finish }
  }

  it('by the id that is signed, over attempts that are signed anew', async () => {
    const { finish, time } = await doneAs()
    expect(await finish(withId)).toBe('in')
    time.advance(minute)
    expect(await finish(withId)).toBe('delivery_done')
    expect(await finish(withId, { deliveryId: 'd2' })).toBe('in')
  })

  it('not by an id that is not signed', async () => {
    const { finish } = await doneAs()
    expect(await finish(bodyOnly)).toBe('in')
    expect(await finish(bodyOnly, { deliveryId: 'd2' })).toBe('delivery_done')
    expect(await finish(bodyOnly, { body: '{"event":2}' })).toBe('in')
  })

  it('by its body, where nothing is signed', async () => {
    const { finish } = await doneAs()
    expect(await finish(token)).toBe('in')
    expect(await finish(token)).toBe('delivery_done')
    expect(await finish(token, { body: '{"event":2}' })).toBe('in')
  })

  it('by what the route’s author says, where the sender signs anew and no id', async () => {
    const { finish, time } = await doneAs({
      async by(request) {
        const body = await request.body()
        return body.ok ? String(JSON.parse(Buffer.from(body.value).toString()).event ?? '') : ''
      },
    })
    expect(await finish(timed)).toBe('in')
    time.advance(minute)
    expect(await finish(timed)).toBe('delivery_done')
    expect(await finish(timed, { body: '{"event":2}' })).toBe('in')
    expect(await finish(timed, { body: '{}' })).toBe('in')
    time.advance(minute)
    expect(await finish(timed, { body: '{}' })).toBe('in')
  })

  it('as done for 72 hours, or as it was told', async () => {
    for (const [keepMs, options] of [
      [72 * 60 * minute, {}],
      [minute, { keepMs: minute }],
    ] as const) {
      const { finish, time } = await doneAs(options)
      expect(await finish()).toBe('in')
      time.advance(keepMs - 1)
      expect(await finish()).toBe('delivery_done')
      time.advance(1)
      expect(await finish()).toBe('in')
    }
  })

  it('as done for no shorter than its signature is accepted', async () => {
    const { finish, time } = await doneAs({ keepMs: 1 })
    const as = { timestamp: start + 5 * minute }
    expect(await finish(timed, as)).toBe('in')
    time.advance(10 * minute)
    expect(await finish(timed, as)).toBe('delivery_done')
    time.advance(1)
    expect(await finish(timed, as)).toBe('timestamp_too_old')
  })
})

describe('idempotent, when a handler does not end well', () => {
  it('without an observer a delivery is held for its lease alone', async () => {
    const { begin, time } = set()
    await begin()
    time.advance(minute - 1)
    expect((await begin()).is).toBe('delivery_in_progress')
    time.advance(1)
    expect((await begin()).is).toBe('in')
  })

  it('leaves the lease when the sender left before a success was complete', async () => {
    const { begin, time } = set()
    await (await begin()).end(200, { aborted: true })
    expect((await begin()).is).toBe('delivery_in_progress')
    time.advance(minute)
    expect((await begin()).is).toBe('in')
  })

  it('gives back what failed, also when the sender left before it was told', async () => {
    const { begin } = set()
    await (await begin()).end(500, { aborted: true })
    expect((await begin()).is).toBe('in')
  })

  it('leaves the lease when the sender left before the store had answered', async () => {
    const time = manualTime(start)
    const store = awayStore(time.monotonic)
    const { guard, observer } = idempotent({ store, ...time })
    const request = sent(bodyOnly)
    const ended = observer(request)
    store.mode = 'hangs'
    const verdict = route(bodyOnly, guard)(request, {})
    await settled()
    ended({ status: 200, bytes: 0, aborted: true })
    await store.answer()
    expect((await verdict).ok).toBe(true)
    expect(await route(bodyOnly, guard)(sent(bodyOnly), {})).toMatchObject({ status: 409 })
  })
})

describe('a store of idempotent that fails', () => {
  it.each(['rejects', 'throws'] as const)('%s, before: refused with the cause', async (mode) => {
    const time = manualTime(start)
    const store = awayStore(time.monotonic)
    store.mode = mode
    expect((await set({ store, time }).begin()).verdict).toMatchObject({
      ...{ reason: 'replay_store_unavailable', status: 503, headers: { 'retry-after': '1' } },
      cause: { message: expect.stringContaining('away:') },
    })
  })

  it.each([
    ['rejects', 200],
    ['rejects', 500],
    ['throws', 200],
    ['throws', 500],
  ] as const)(
    '%s, after a %i: told, nothing left unhandled, and the lease runs out',
    async (mode, status) => {
      const time = manualTime(start)
      const store = awayStore(time.monotonic)
      const { begin, told } = set({ store, time })
      const unhandled = await unhandledDuring(async () => {
        const first = await begin()
        store.mode = mode
        await first.end(status)
      })
      expect(unhandled).toEqual([])
      expect(told).toMatchObject([{ message: expect.stringContaining('away:') }])
      store.mode = 'answers'
      expect((await begin()).is).toBe('delivery_in_progress')
      time.advance(minute)
      expect((await begin()).is).toBe('in')
    },
  )

  it('is full: refused', async () => {
    const time = manualTime(start)
    const store = awayStore(time.monotonic, 1)
    await store.claim('another', minute)
    expect((await set({ store, time }).begin()).is).toBe('replay_store_full')
  })

  it.each([{ leaseMs: 0 }, { leaseMs: Number.NaN }, { keepMs: -1 }, { timeoutMs: 0 }])(
    'is not asked at all with %j',
    (options) => {
      expect(() => idempotent({ store: memoryDeliveryStore(), ...options })).toThrow(RangeError)
    },
  )
})
