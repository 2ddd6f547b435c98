import { apiKeys, type KeyLimit, type KeyStore } from '@sallyport/api-keys'
import { type LimitStore, limits } from '@sallyport/limits'
import { expect } from 'vitest'

const ada = { kind: 'user', id: 'ada' }
const most = 10
const windowMs = 366 * 86_400_000

/** In all of them nothing comes back while a test runs. */
const policies: Readonly<Record<string, KeyLimit['policy']>> = {
  rate: { kind: 'rate', limit: 1, burst: most, windowMs },
  exact: { kind: 'exact', limit: most, windowMs },
  quota: { kind: 'quota', limit: most, period: 'year', startsAt: Date.now() }, // real time: the server's
}

/** What one machine has. */
export interface Machine {
  readonly store: KeyStore
  readonly limitStore: LimitStore
}

/**
 * Of 20 N verifications at once on two machines exactly N are let in, whatever the limit is; what was
 * refused has taken nothing of the others; and a child's spend what its parent has.
 */
export async function exactly(machines: readonly [Machine, Machine]): Promise<void> {
  const instances = machines.map(({ store, limitStore }) =>
    apiKeys({
      store,
      prefix: 'acme',
      env: 'live',
      limits: limits({ policies: {}, store: limitStore, timeoutMs: 60_000 }),
    }),
  )
  const [here] = instances as [ReturnType<typeof apiKeys>]
  for (const [name, bounding] of Object.entries(policies)) {
    const roomy = {
      name: 'roomy',
      policy: { kind: 'quota', limit: 1_000, period: 'year' },
    } as const
    const issued = await here.issue({
      ...{ name, tenant: `exactly ${name}`, owner: ada, actor: ada },
      scopes: ['api_keys:mint'] as never[],
      limits: [roomy, { name: 'bounded', policy: bounding }],
    })
    const parent = await here.verify(issued.token.reveal(), { cost: 0 })
    if (!parent.ok) throw new Error(parent.reason)
    const wanted = { name: 'child', tenant: `exactly ${name}`, owner: ada, actor: ada }
    const child = await here.issue({ ...wanted, parent: parent.value })
    const tokens = [issued, child].map(({ token }) => token.reveal())
    const verdicts = await Promise.all(
      Array.from({ length: 20 * most }, (_, i) => instances[i % 2]?.verify(tokens[(i >> 1) % 2])),
    )
    expect([name, verdicts.filter((verdict) => verdict?.ok).length]).toEqual([name, most])
    const reasons = new Set(verdicts.flatMap((one) => (one?.ok === false ? [one.reason] : [])))
    expect([...reasons]).toEqual([name === 'quota' ? 'quota_exhausted' : 'rate_limited'])
    const limiter = limits({ policies: {}, store: machines[1].limitStore, timeoutMs: 60_000 })
    const [left] = here.claimsOf(issued.key, 1)
    const policy = left?.policy
    if (left === undefined || typeof policy !== 'object') throw new Error('no limits')
    const state = await limiter.peek(policy, left.key)
    expect([name, state.remaining]).toEqual([name, 1_000 - most])
  }
  await Promise.all(instances.map((keys) => keys.close()))
}
