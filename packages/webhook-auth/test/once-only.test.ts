import { decider, deny, every, type Guard } from '@sallyport/core'
import { type ManualTime, manualTime, testRequest } from '@sallyport/core/testing'
import {
  type DeliveryStore,
  idempotent,
  memoryDeliveryStore,
  type OnceOnlyOptions,
  onceOnly,
  sign,
  signedBy,
} from '@sallyport/webhook-auth'
import { mailgun } from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'
import { awayStore, settled } from './support/away-store.ts'
import { bodyOnly, route, type SentAs, secret, sent, timed, token } from './support/deliveries.ts'

const minute = 60_000
const start = Date.UTC(2026, 4, 15)
const set = (options: Partial<OnceOnlyOptions> & { time?: ManualTime } = {}) => {
  const { time = manualTime(start), ...given } = options
  const { store = memoryDeliveryStore({ monotonic: time.monotonic }) } = given
  const guard = onceOnly({ store, ...time, ...given })
  const ask = async (scheme = timed, as: SentAs = {}, service = 'shop') => {
    const verdict = await route(scheme, guard, { service, clock: time.clock })(
      sent(scheme, { timestamp: start, ...as }),
      {},
    )
    return verdict.ok ? 'in' : verdict.reason
  }
  return { time, store, guard, ask }
}

describe('onceOnly', () => {
  it('lets a delivery in once, and the next one too', async () => {
    const { ask } = set()
    expect([await ask(), await ask(), await ask()]).toEqual([
      'in',
      'delivery_replayed',
      'delivery_replayed',
    ])
    expect(await ask(timed, { body: '{"event":2}' })).toBe('in')
  })

  it('knows a replay by what was signed, whatever the headers say', async () => {
    const { ask } = set()
    for (const scheme of [timed, bodyOnly]) {
      expect(await ask(scheme)).toBe('in')
      expect(await ask(scheme, { deliveryId: 'another' })).toBe('delivery_replayed')
      expect(await ask(scheme, { headers: { 'x-more': 'yes' } })).toBe('delivery_replayed')
    }
  })

  it('claims nothing of what is not signed: nobody burns a delivery that is to come', async () => {
    const { ask } = set()
    const forged = { headers: { 'x-signature': '00'.repeat(32) } }
    expect(await ask(timed, forged)).toBe('signature_wrong')
    expect(await ask()).toBe('in')
  })

  it('takes another attempt of the sender, signed anew, for another', async () => {
    const { ask, time } = set()
    expect(await ask()).toBe('in')
    time.advance(5_000)
    expect(await ask(timed, { timestamp: start + 5_000 })).toBe('in')
  })

  it('keeps services and schemes apart', async () => {
    const { ask } = set()
    for (const service of ['shop', 'shop"', 'shop","timed', 'é']) {
      for (const scheme of [timed, bodyOnly]) {
        expect(await ask(scheme, {}, service)).toBe('in')
        expect(await ask(scheme, {}, service)).toBe('delivery_replayed')
      }
    }
  })

  it('of what signs nothing takes the body: the same twice is a duplicate', async () => {
    const { ask } = set()
    expect(await ask(token)).toBe('in')
    expect(await ask(token)).toBe('delivery_replayed')
    expect(await ask(token, { body: '{"event":2}' })).toBe('in')
  })

  it('of what signs no body takes what it signs: another payload under it is a replay', async () => {
    const { guard, time } = set()
    const asked = route(mailgun, guard, { clock: time.clock })
    const payload = (event: string): string => {
      const delivery = { secret, body: `{"event":"${event}"}`, timestamp: start, deliveryId: 'd1' }
      return Buffer.from(sign(mailgun, delivery).body).toString()
    }
    const [real, forged] = [payload('delivered'), payload('unsubscribed')]
    expect(forged).not.toBe(real)
    const send = (body: string) => asked(testRequest({ method: 'POST', body }), {})
    expect((await send(real)).ok).toBe(true)
    expect(await send(forged)).toMatchObject({ reason: 'delivery_replayed' })
  })

  it('claims once for a request, however often it is asked', async () => {
    const time = manualTime(start)
    const store = awayStore(time.monotonic)
    const guard = route(timed, set({ store, time }).guard, { clock: time.clock })
    const request = sent(timed, { timestamp: start })
    const verdicts = [guard(request, {}), guard(request, {})]
    for (const verdict of await Promise.all(verdicts)) expect(verdict.ok).toBe(true)
    expect((await guard(request, {})).ok).toBe(true)
    expect(store.calls).toEqual(['claim'])
  })
})

describe('how long onceOnly remembers', () => {
  // What is accepted when it comes, and until when.
  it.each([
    ['just signed', 0, 5 * minute],
    ['at the far edge of the window', -5 * minute, 10 * minute],
    ['at the near edge of the window', 5 * minute, 0],
  ])('a delivery %s: while it is accepted, and no shorter', async (_, sinceSigned, acceptedMs) => {
    const { ask, time } = set({ slackMs: 0 })
    const as = { timestamp: start - sinceSigned }
    expect(await ask(timed, as)).toBe('in')
    time.advance(acceptedMs)
    expect(await ask(timed, as)).toBe('delivery_replayed')
    time.advance(1)
    expect(await ask(timed, as)).toBe('timestamp_too_old')
  })

  it('a minute more, for machines whose clocks differ', async () => {
    const { ask, time, guard } = set()
    expect(await ask()).toBe('in')
    time.advance(6 * minute)
    const behind = route(timed, guard, { service: 'shop', clock: () => time.clock() - minute })
    expect(await behind(sent(timed, { timestamp: start }), {})).toMatchObject({
      reason: 'delivery_replayed',
    })
    time.advance(1)
    expect((await behind(sent(timed, { timestamp: start }), {})).ok).toBe(false)
  })

  it('72 hours, or as it was told, where nothing says when it was signed', async () => {
    for (const [keepMs, options] of [
      [72 * 60 * minute, {}],
      [minute, { keepMs: minute }],
    ] as const) {
      const { ask, time } = set(options)
      expect(await ask(bodyOnly)).toBe('in')
      time.advance(keepMs - 1)
      expect(await ask(bodyOnly)).toBe('delivery_replayed')
      time.advance(1)
      expect(await ask(bodyOnly)).toBe('in')
    }
  })
})

describe('onceOnly, last in a route', () => {
  it.each([503, 429])(
    'has not seen what was refused with %i before it: the sender tries again and gets in',
    async (status) => {
      const { guard } = set()
      let busy = true
      const limit: Guard<object, 'busy'> = () =>
        busy ? deny('busy', status) : { ok: true, value: {} }
      const decide = decider(every(signedBy(bodyOnly, { secrets: secret }), limit, guard))
      expect(await decide(sent(bodyOnly))).toMatchObject({ ok: false, status })
      busy = false
      expect((await decide(sent(bodyOnly))).ok).toBe(true)
      expect(await decide(sent(bodyOnly))).toMatchObject({ status: 409 })
    },
  )
})

describe('a store of onceOnly that fails', () => {
  const failing = () => {
    const time = manualTime(start)
    const store = awayStore(time.monotonic, 1)
    return { ...set({ store, time }), store, time }
  }
  const verdictOf = ({ guard, time }: Pick<ReturnType<typeof set>, 'guard' | 'time'>) =>
    route(timed, guard, { clock: time.clock })(sent(timed, { timestamp: start }), {})

  it.each(['rejects', 'throws'] as const)(
    '%s: refused, and the operator told why',
    async (mode) => {
      const all = failing()
      all.store.mode = mode
      const denied = await verdictOf(all)
      expect(denied).toMatchObject({
        ...{ ok: false, reason: 'replay_store_unavailable', status: 503, shown: 'unavailable' },
        headers: { 'retry-after': '1' },
        cause: { message: expect.stringContaining('away:') },
      })
      all.store.mode = 'answers'
      expect((await verdictOf(all)).ok).toBe(true)
    },
  )

  it('hangs: refused after a second, and what it claims later is given back', async () => {
    const all = failing()
    all.store.mode = 'hangs'
    const verdict = verdictOf(all)
    await settled()
    all.time.advance(1_000)
    expect(await verdict).toMatchObject({
      reason: 'replay_store_unavailable',
      cause: { message: expect.stringContaining('within 1000 ms') },
    })
    await all.store.answer()
    expect(all.store.calls).toEqual(['claim', 'release'])
    expect((await verdictOf(all)).ok).toBe(true)
  })

  it.each([undefined, null, 1, 'fresh', {}, { state: 'new' }, { state: 'fresh' }])(
    'answers %j, which is no claim: refused as if it had not answered',
    async (answer) => {
      const { time, store } = failing()
      const odd = { ...store, claim: async () => answer } as DeliveryStore
      expect(await verdictOf(set({ store: odd, time }))).toMatchObject({
        ...{ reason: 'replay_store_unavailable', status: 503, shown: 'unavailable' },
        cause: { message: expect.stringContaining('something else than') },
      })
    },
  )

  it('is full: refused', async () => {
    const all = failing()
    await all.store.claim('another', minute)
    expect(await verdictOf(all)).toMatchObject({ reason: 'replay_store_full', status: 503 })
  })
})

describe('onceOnly cannot be made', () => {
  const store = memoryDeliveryStore()
  it.each([
    [{}, TypeError],
    [{ store: {} }, TypeError],
    [{ store: { claim: store.claim } }, TypeError],
    [{ store, keepMs: 0 }, RangeError],
    [{ store, keepMs: 8 * 86_400_000 }, RangeError],
    [{ store, keepMs: Number.NaN }, RangeError],
    [{ store, slackMs: -1 }, RangeError],
    [{ store, slackMs: 86_400_001 }, RangeError],
    [{ store, timeoutMs: 0 }, RangeError],
  ])('with %j', (options, error) => {
    expect(() => onceOnly(options as { store: DeliveryStore })).toThrow(error)
  })

  it('to remember for longer than its store does, and says both bounds', () => {
    const short = memoryDeliveryStore({ longestMs: minute })
    expect(() => onceOnly({ store: short, keepMs: minute })).not.toThrow()
    for (const make of [onceOnly, idempotent]) {
      expect(() => make({ store: short, keepMs: minute + 1 })).toThrow(
        '"keepMs" must be at most the "longestMs" of the store, 60000, got 60001',
      )
    }
    const leaseMs = minute + 1
    expect(() => idempotent({ store: short, keepMs: 1, leaseMs })).toThrow('"leaseMs" must be')
  })

  it('without a way to say how a handler ended', () => {
    for (const missing of ['claim', 'complete', 'release']) {
      const less = { ...store, [missing]: undefined } as unknown as DeliveryStore // from no compiler
      expect(() => idempotent({ store: less })).toThrow(`a "store" with ${missing}()`)
    }
  })
})
