import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { send } from '../parts/keys-at-hand.ts'
import { admin } from '../parts/opened-service.ts'
import { openInstances, type SetUp } from './set-ups.ts'

interface At {
  readonly url: string
}

/** Callers come from anywhere, as a proxy tells it. */
export const behindProxy = {
  allow: ['0.0.0.0/0', '::/0'],
  trustedProxies: ['127.0.0.0/8', '::1/128'],
}

/** The status that an administrator gets who comes from an address. */
export const asked = async ({ url }: At, address: string): Promise<number> =>
  (await send(`${url}/admin/whoami`, undefined, { ...admin, 'x-forwarded-for': address })).status

/** Blocks a network on one instance; the status. */
export const blocks = async ({ url }: At, network: string, note?: string): Promise<number> =>
  (await send(`${url}/admin/blocked`, { network, note })).status

const listed = async ({ url }: At) => (await send(`${url}/admin/blocked`)).json()

/** Who is blocked on one instance is blocked on all. */
export function sharedLists(framework: Framework, setUp: SetUp): void {
  it('a network that is blocked on one is refused by the other, and by one that comes later', async () => {
    const stores = setUp.stores()
    const same = { ...setUp, stores: () => stores }
    const { one, other } = await openInstances(framework, same, behindProxy)
    const first = '203.0.113.9'
    expect([await asked(one, first), await asked(other, first)]).toEqual([200, 200])
    expect(await blocks(one, '203.0.113.0/24', 'flood')).toBe(201)
    expect(await asked(one, first)).toBe(403)
    await expect.poll(() => asked(other, first), { interval: 20, timeout: 5_000 }).toBe(403)
    // At the same time: none is lost.
    const more = ['198.51.100.1', '198.51.100.2', '198.51.100.3', '198.51.100.4']
    const both = await Promise.all(more.map((address, i) => blocks(i % 2 ? one : other, address)))
    expect(both).toEqual([201, 201, 201, 201])
    const all = [
      { network: '203.0.113.0/24', note: 'flood' },
      ...more.map((network) => ({ network })),
    ]
    const sorted = async (at: At) =>
      (await listed(at)).toSorted((a: Listed, b: Listed) => order(a).localeCompare(order(b)))
    const wanted = all.toSorted((a, b) => order(a).localeCompare(order(b)))
    for (const at of [one, other]) {
      await expect.poll(() => sorted(at), { interval: 20, timeout: 5_000 }).toEqual(wanted)
    }
    const told = (await other.events()).filter(({ type }) => type.startsWith('network.entries'))
    expect(told.length).toBeGreaterThan(0)
    if (setUp.instances === 1) return
    const late = await openInstances(framework, { ...same, instances: 1 }, behindProxy)
    expect([await asked(late.one, first), await sorted(late.one)]).toEqual([403, wanted])
  })
}

interface Listed {
  readonly network: string
}

const order = ({ network }: Listed): string => network
