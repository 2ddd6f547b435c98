import type { Delivery } from '@sallyport/webhook-auth'
import { describe, expect, it } from 'vitest'
import { builds, type Outcome } from '../support/engines.ts'
import { callbackUrl, everySigning, now, secretOf, signed } from '../support/every-scheme.ts'
import { drawing, fuzzedDelivery, pick, seeds } from '../support/fuzzed.ts'
import { oneByteOff } from '../support/one-byte.ts'

const deliveries = 6_000

const checks = (scheme: (typeof seeds)[number]['scheme']) => {
  const options = { secrets: secretOf(scheme), callbackUrl, clock: () => now }
  return builds.map((build) => build.check(scheme, options))
}

/** What both builds say of a delivery, which is one thing. */
async function askBoth(
  both: readonly ((delivery: Delivery) => Promise<Outcome>)[],
  delivery: Delivery,
): Promise<Outcome> {
  const [ours, theirs] = await Promise.all(both.map((check) => check(delivery)))
  expect(theirs).toEqual(ours)
  return ours as Outcome
}

describe('both builds', () => {
  it(`say the same of ${deliveries} deliveries, right ones and changed ones`, async () => {
    const draw = drawing(20_261_121)
    const all = seeds.map((seed) => ({ seed, both: checks(seed.scheme) }))
    const seen = new Set<string>()
    for (let i = 0; i < deliveries; i++) {
      const { seed, both } = pick(draw, all)
      const outcome = await askBoth(both, fuzzedDelivery(seed, draw))
      seen.add(outcome.ok ? 'ok' : outcome.reason)
    }
    // Of the time and the secrets other tests ask.
    expect(seen.size).toBeGreaterThan(12)
    expect(seen).toContain('ok')
  })

  it.each(everySigning.map((scheme) => [scheme.id, scheme] as const))(
    'say the same of one byte off, of what they both sign for %s',
    async (_, scheme) => {
      const given = { secret: secretOf(scheme), body: signed(scheme, anyJson).body, callbackUrl }
      const options = { ...given, timestamp: now, deliveryId: 'd-1' }
      const [ours, theirs] = await Promise.all(builds.map((build) => build.sign(scheme, options)))
      expect(theirs).toEqual(ours)
      const both = checks(scheme)
      expect((await askBoth(both, ours as Delivery)).ok).toBe(true)
      const off = oneByteOff(
        ours as Parameters<typeof oneByteOff>[0],
        Object.keys(ours?.headers ?? {}),
      )
      for (const one of off) await askBoth(both, one)
    },
  )
})

const item = { amount: { currency: 'EUR', value: 1 }, eventCode: 'A', success: 'true' }
const anyJson = JSON.stringify({
  signature: {},
  notificationItems: [{ NotificationRequestItem: item }],
})
