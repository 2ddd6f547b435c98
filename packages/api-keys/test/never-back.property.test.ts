import { type KeyStore, memoryKeyStore } from '@sallyport/api-keys'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { neverBack } from '../src/never-back.ts'
import { ada, day, openTestKeys, start } from './support/open-test-keys.ts'

const by = { actor: ada }
const anyTime = fc.oneof(
  fc.integer({ min: -1_000, max: 1_000 }),
  fc.double(),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
)

describe('the clock', () => {
  it('gives the latest time that was seen, whatever is read', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(anyTime), (first, later) => {
        const readings = [first, ...later]
        let i = 0
        const clock = neverBack(() => readings[i++] as number)
        const seen = [first]
        for (const reading of later) {
          if (Number.isFinite(reading)) seen.push(reading)
          expect(clock()).toBe(Math.max(...seen))
        }
        expect(i).toBe(readings.length)
      }),
    )
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, undefined, '0'])(
    'that begins with %s is misuse: nothing would expire by it',
    (first) => {
      expect(() => openTestKeys({ clock: () => first as number })).toThrow(TypeError)
    },
  )
})

/** A store whose reads end when a test says so. */
function heldStore() {
  const inner = memoryKeyStore()
  const held: (() => void)[] = []
  const store: KeyStore = {
    ...inner,
    get(id) {
      const found = inner.get(id)
      return new Promise((resolve) => held.push(() => resolve(found)))
    },
  }
  return { inner, store, held }
}

const step = fc.oneof(
  fc.record({ do: fc.constant('step' as const), ms: fc.integer({ min: -40, max: 20 }) }),
  fc.record({ do: fc.constantFrom('ask' as const, 'answer' as const), ms: fc.constant(0) }),
)

/** A key with an old secret, both of which end soon, and a second one that looks it up over the held store. */
async function ending() {
  const { inner, store, held } = heldStore()
  const admin = openTestKeys({ store: inner })
  const old = await admin.issued({ expiresAt: start + 30 })
  const fresh = await admin.keys.rotate(old.key.id, { ...by, graceMs: 10 })
  const { time, outcome } = openTestKeys({ store, cache: { ttlMs: 0 } })
  return { held, time, outcome, old: old.token.reveal(), fresh: fresh.token.reveal() }
}

it('what was refused as ended stays so, however clocks are set and lookups interleave', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { held, time, outcome, old, fresh } = await ending()
      let latest = start
      const asked: Promise<void>[] = []
      const ask = (): void => {
        latest = Math.max(latest, time.clock())
        const expired = latest >= start + 30
        const [ofOld, ofFresh] = [latest < start + 10 ? 'previous' : 'key_wrong_secret', 'current']
        asked.push(
          outcome(old).then((said) => expect(said).toBe(ofOld)),
          outcome(fresh).then((said) => expect(said).toBe(expired ? 'key_expired' : ofFresh)),
        )
      }
      for (const one of steps) {
        if (one.do === 'step') time.step(one.ms)
        else if (one.do === 'ask') ask()
        else held.pop()?.()
        await Promise.resolve()
      }
      for (const goOn of held) goOn()
      await Promise.all(asked)
    }),
    { numRuns: 300 },
  )
})

describe('a clock that is set back', () => {
  it('lets in neither an expired key nor an old secret, and no key before its time', async () => {
    const { issued, keys, outcome, time } = openTestKeys()
    const expired = await issued({ expiresAt: start + day })
    const rotated = await issued()
    const later = await issued({ notBefore: start + 2 * day })
    await keys.rotate(rotated.key.id, { ...by, graceMs: day })
    time.advance(day)
    const reasons = async () => [
      await outcome(expired.token.reveal()),
      await outcome(rotated.token.reveal()),
      await outcome(later.token.reveal()),
    ]
    const ended = ['key_expired', 'key_wrong_secret', 'key_not_yet_valid']
    expect(await reasons()).toEqual(ended)
    for (const ms of [-1, -day, -1_000 * day]) {
      time.step(ms)
      expect(await reasons()).toEqual(ended)
    }
  })

  it('after it was far ahead keeps keys expired until it has caught up, or the process begins anew', async () => {
    const store = memoryKeyStore()
    const { issued, outcome, time } = openTestKeys({ store })
    const { token } = await issued({ expiresAt: start + 2 * day })
    time.step(10 * day)
    expect(await outcome(token.reveal())).toBe('key_expired')
    time.step(-10 * day)
    expect(await outcome(token.reveal())).toBe('key_expired')
    const anew = openTestKeys({ store, clock: time.clock })
    expect(await anew.outcome(token.reveal())).toBe('current')
  })
})
