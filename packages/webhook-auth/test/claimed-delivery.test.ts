import { decider, every, type RequestEnd, watcher } from '@sallyport/core'
import { manualTime } from '@sallyport/core/testing'
import { type IdempotentOptions, idempotent, signedBy } from '@sallyport/webhook-auth'
import { unhandledDuring } from '@sallyport-scripts/services'
import { describe, expect, it } from 'vitest'
import { awayStore, settled } from './support/away-store.ts'
import { bodyOnly, secret, sent, timed } from './support/deliveries.ts'

const minute = 60_000
const start = Date.UTC(2026, 4, 15)
const set = (options: Partial<IdempotentOptions> = {}) => {
  const time = manualTime(start)
  const store = awayStore(time.monotonic)
  const told: unknown[] = []
  const { guard, observer } = idempotent({ store, ...time, ...options })
  const watched = watcher(observer, { onError: (error) => told.push(error) })
  const begin = async (scheme = bodyOnly, timestamp = time.clock()) => {
    const request = sent(scheme, { timestamp })
    const ended = watched.begin(request)
    const signed = signedBy(scheme, { secrets: secret, clock: time.clock })
    const verdict = await decider(every(signed, guard))(request)
    const end = async (status: number, more: Partial<RequestEnd> = {}) => {
      ended({ status, bytes: 0, aborted: false, ...more })
      await settled()
    }
    const done = async () => {
      if (verdict.ok) await verdict.value.delivery.done()
    }
    return { is: verdict.ok ? 'in' : verdict.reason, done, end }
  }
  return { time, store, told, begin }
}

describe('a delivery that its handler says is done', () => {
  it('is done at once when the sender has left meanwhile, and for as long as any', async () => {
    const { begin, time, told } = set()
    const slow = await begin()
    await slow.end(200, { aborted: true })
    expect((await begin()).is).toBe('delivery_in_progress')
    await slow.done()
    time.advance(72 * 60 * minute - 1)
    expect((await begin()).is).toBe('delivery_done')
    time.advance(1)
    expect((await begin()).is).toBe('in')
    expect(told).toEqual([])
  })

  it('is done before its response has ended, for whoever asks', async () => {
    const { begin } = set()
    await (await begin()).done()
    expect((await begin()).is).toBe('delivery_done')
  })

  it.each<[number, Partial<RequestEnd>]>([
    [200, {}],
    [500, {}],
    [500, { aborted: true }],
    [200, { aborted: true }],
    [200, { denied: 'too_late' }],
  ])('stays done when the response ends with %i %j', async (status, more) => {
    const { begin, store, told } = set()
    const first = await begin()
    await first.done()
    await first.end(status, more)
    expect((await begin()).is).toBe('delivery_done')
    expect(store.calls).toEqual(['claim', 'complete', 'claim'])
    expect(told).toEqual([])
  })

  it('is done also where a failure was told before', async () => {
    const { begin } = set()
    const first = await begin()
    await first.end(500)
    await first.done()
    expect((await begin()).is).toBe('delivery_done')
  })

  it('is kept once, however often that is said', async () => {
    const { begin, store } = set()
    const first = await begin()
    await Promise.all([first.done(), first.done()])
    await first.done()
    expect(store.calls).toEqual(['claim', 'complete'])
  })

  it('is kept for no shorter than its signature is accepted', async () => {
    const { begin, time } = set({ keepMs: 1 })
    const signedAt = start + 5 * minute
    await (await begin(timed, signedAt)).done()
    time.advance(10 * minute)
    expect((await begin(timed, signedAt)).is).toBe('delivery_done')
  })
})

type Begun = Awaited<ReturnType<ReturnType<typeof set>['begin']>>

describe.each<[how: string, isDone: (begun: Begun, told: unknown[]) => Promise<void>]>([
  ['as its response says', ({ end }) => end(200)],
  [
    'as its handler says, twice',
    async ({ done, end }, told) => {
      await done()
      await done()
      // What became of it is told at the end.
      expect(told).toEqual([])
      await end(500)
    },
  ],
])('a delivery that is done after its lease, %s', (_, isDone) => {
  it('is another’s by then: that one keeps it, and it is told once', async () => {
    const { begin, time, told } = set()
    const slow = await begin()
    time.advance(minute)
    const second = await begin()
    await isDone(slow, told)
    expect(told).toMatchObject([{ message: expect.stringContaining('longer than "leaseMs"') }])
    expect((await begin()).is).toBe('delivery_in_progress')
    await second.end(500)
    expect((await begin()).is).toBe('in')
  })

  it('is done, if nobody else has it', async () => {
    const { begin, time, told } = set()
    const slow = await begin()
    time.advance(5 * minute)
    await isDone(slow, told)
    expect((await begin()).is).toBe('delivery_done')
    expect(told).toEqual([])
  })
})

describe('a store that fails when a handler is done', () => {
  it.each([
    ['rejects', 200],
    ['throws', 200],
    ['rejects', 500],
    ['throws', 500],
  ] as const)('%s, and is back at the end of a %i: asked again', async (mode, status) => {
    const { begin, store, told } = set()
    const first = await begin()
    store.mode = mode
    await first.done()
    store.mode = 'answers'
    await first.end(status)
    expect((await begin()).is).toBe('delivery_done')
    expect(store.calls).toEqual(['claim', 'complete', 'complete', 'claim'])
    expect(told).toEqual([])
  })

  it('is not waited for beyond "timeoutMs"', async () => {
    const { begin, store, time } = set({ timeoutMs: 250 })
    const first = await begin()
    store.mode = 'hangs'
    let over = false
    const done = first.done().then(() => {
      over = true
    })
    time.advance(249)
    await settled()
    expect(over).toBe(false)
    time.advance(1)
    await done
    store.mode = 'answers'
    await first.end(500)
    expect((await begin()).is).toBe('delivery_done')
  })

  it('is asked once when the response ends while it is at work', async () => {
    const { begin, store } = set()
    const first = await begin()
    store.mode = 'hangs'
    const done = first.done()
    await first.end(500)
    await store.answer()
    await done
    expect((await begin()).is).toBe('delivery_done')
    expect(store.calls).toEqual(['claim', 'complete', 'claim'])
  })

  it.each(['rejects', 'throws'] as const)(
    '%s, and does so at the end: told, nothing left unhandled, and the lease runs out',
    async (mode) => {
      const { begin, store, told, time } = set()
      const unhandled = await unhandledDuring(async () => {
        const first = await begin()
        store.mode = mode
        await first.done()
        await first.end(500)
      })
      expect(unhandled).toEqual([])
      expect(told).toMatchObject([{ message: expect.stringContaining('away:') }])
      store.mode = 'answers'
      expect((await begin()).is).toBe('delivery_in_progress')
      time.advance(minute)
      expect((await begin()).is).toBe('in')
    },
  )

  it('may be asked again by a handler that outlives the response', async () => {
    const { begin, store } = set()
    const slow = await begin()
    await slow.end(200, { aborted: true })
    store.mode = 'rejects'
    await slow.done()
    store.mode = 'answers'
    await slow.done()
    expect((await begin()).is).toBe('delivery_done')
  })
})

it('what two guards of a route have claimed is done together, by either', async () => {
  for (const by of [0, 1]) {
    const time = manualTime(start)
    const stores = [awayStore(time.monotonic), awayStore(time.monotonic)]
    const signed = signedBy(bodyOnly, { secrets: secret })
    const ask = async () => {
      const request = sent(bodyOnly)
      const all = stores.map((store) => {
        const { guard, observer } = idempotent({ store, ...time })
        return { ended: observer(request), decide: decider(every(signed, guard)) }
      })
      const verdicts = await Promise.all(all.map(({ decide }) => decide(request)))
      const end = async (status: number) => {
        for (const { ended } of all) ended({ status, bytes: 0, aborted: false })
        await settled()
      }
      return { verdicts, end }
    }
    const { verdicts, end } = await ask()
    const said = verdicts[by]
    expect(said?.ok).toBe(true)
    if (said?.ok) await said.value.delivery.done()
    await end(500)
    const again = (await ask()).verdicts.map((one) => (one.ok ? 'in' : one.reason))
    expect(again).toEqual(['delivery_done', 'delivery_done'])
  }
})
