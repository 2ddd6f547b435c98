import { testRequest } from '@sallyport/core/testing'
import { sign, webhookAuth } from '@sallyport/webhook-auth'
import { discord, github, slack } from '@sallyport/webhook-auth/schemes'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { calls, reset } from './support/counted-crypto.ts'

// What a refusal costs: who counts it must not learn whether there is such a service.
vi.mock('node:crypto', async (original) => {
  const { counted } = await import('./support/counted-crypto.ts')
  return counted(await original())
})
beforeEach(reset)

const secretOf = (i: number): string => `d9f1c2a7b4e84c0f9a3b5d6e7f80123${i}`
const several = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: `s${i}`, value: secretOf(i) }))
const services = {
  one: { scheme: github },
  many: { scheme: github },
  timed: { scheme: slack },
  keyed: { scheme: discord },
  monitor: { sharedSecret: { header: 'x-token' } },
  both: { scheme: github, sharedSecret: {} },
}
const settings = {
  webhook_secrets: {
    one: secretOf(0),
    many: several(3),
    timed: several(5),
    keyed: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    monitor: several(2),
    both: several(7),
  },
  shared_secrets: { both: several(8) },
}
const now = 1_700_000_000_000
const body = '{"a":1}'
/** Wrong for every service at once. */
const forged = {
  ...sign(github, { secret: secretOf(9), body }).headers,
  ...sign(slack, { secret: secretOf(9), body, timestamp: now }).headers,
  'x-signature-timestamp': `${now / 1_000}`,
  'x-signature-ed25519': '0'.repeat(128),
  'x-token': secretOf(9),
  'x-webhook-secret': secretOf(9),
}

const costsOf = (hooks: ReturnType<typeof webhookAuth>) => async (service: string) => {
  reset()
  const request = testRequest({ method: 'POST', params: { service }, headers: forged, body })
  const verdict = await hooks.guard(request, {})
  return { reason: verdict.ok ? 'in' : verdict.reason, cost: Object.values(calls).join() }
}
const open = () => webhookAuth({ services, settings, clock: () => now })
const strangers = Array.from({ length: 200 }, (_, i) => `stranger-${i}`)

describe('a service that there is not', () => {
  it('costs what one that there is costs, and each of these is chosen by some name', async () => {
    const ask = costsOf(open())
    const known = new Set<string>()
    for (const name of Object.keys(services)) known.add((await ask(name)).cost)
    expect(known.size).toBe(Object.keys(services).length)
    const unknown = new Set<string>()
    for (const name of strangers) {
      const { reason, cost } = await ask(name)
      expect(reason).toBe('service_unknown')
      unknown.add(cost)
    }
    expect(unknown).toEqual(known)
  })

  it('is treated as the same one each time, and in another process as another', async () => {
    const seen = async (ask: ReturnType<typeof costsOf>) => {
      const costs: string[] = []
      for (const name of strangers) costs.push((await ask(name)).cost)
      return costs.join(' ')
    }
    const hooks = open()
    const first = await seen(costsOf(hooks))
    expect(await seen(costsOf(hooks))).toBe(first)
    await hooks.setSecrets('one', secretOf(0))
    expect(await seen(costsOf(hooks))).toBe(first)
    expect(await seen(costsOf(open()))).not.toBe(first)
  })

  it('lets nobody in with what is right for the one it is treated as', async () => {
    const { guard } = webhookAuth({
      services: { one: services.one },
      settings: { webhook_secrets: { one: secretOf(0) } },
    })
    const { headers } = sign(github, { secret: secretOf(0), body })
    const ask = (service: string) =>
      guard(testRequest({ method: 'POST', params: { service }, headers, body }), {})
    expect((await ask('one')).ok).toBe(true)
    expect(await ask('another')).toMatchObject({ ok: false, reason: 'service_unknown' })
  })

  it('is unknown where there is none at all', async () => {
    const { guard } = webhookAuth({ services: {}, settings: { webhook_secrets: {} } })
    expect(await guard(testRequest({ params: { service: 'a' } }), {})).toMatchObject({
      reason: 'service_unknown',
    })
  })
})
