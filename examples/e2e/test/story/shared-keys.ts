import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { issuedKey, send } from '../parts/keys-at-hand.ts'
import { openInstances, type SetUp } from './set-ups.ts'

interface At {
  readonly url: string
}

/** The status and the word that a key is answered with. */
export async function used({ url }: At, token: string): Promise<readonly [number, string]> {
  const { status, json } = await send(`${url}/api/orders`, undefined, { 'x-api-key': token })
  return [status, json().status ?? 'in']
}

/** A key is in on both instances, is revoked on one, and refused by the other when the feed has told it. */
export async function revokedOnBoth(one: At, other: At): Promise<void> {
  const { token, id } = await issuedKey(one.url)
  // Both have it at hand now: the other for five seconds, unless it hears.
  expect([await used(one, token), await used(other, token)]).toEqual([
    [200, 'in'],
    [200, 'in'],
  ])
  expect((await send(`${one.url}/admin/keys/${id}/revoke`, {})).status).toBe(200)
  expect(await used(one, token)).toEqual([401, 'key_revoked'])
  await expect
    .poll(() => used(other, token), { interval: 20, timeout: 4_000 })
    .toEqual([401, 'key_revoked'])
}

/** What so many requests with a key are answered, at most a hundred at once, on each instance in turn. */
export async function flood(
  all: readonly At[],
  token: string,
  many: number,
): Promise<readonly number[]> {
  const statuses: number[] = []
  let sent = 0
  const sending = async (): Promise<void> => {
    while (sent < many) statuses.push((await used(all[sent++ % all.length] as At, token))[0])
  }
  await Promise.all(Array.from({ length: Math.min(many, 100) }, sending))
  return statuses
}

const count = (statuses: readonly number[], one: number): number =>
  statuses.filter((status) => status === one).length

/** Keys and their quotas are the same on all instances. */
export function sharedKeys(framework: Framework, setUp: SetUp): void {
  it('a key issued on one is good on the other, until its revocation has come there', async () => {
    const { one, other } = await openInstances(framework, setUp)
    await revokedOnBoth(one, other)
    await revokedOnBoth(other, one)
    const refused = (await other.events()).find(({ reason }) => reason === 'key_revoked')
    expect(refused).toMatchObject({ outcome: 'denied', actor: { kind: 'key' } })
  })

  it('a quota is one, however many are counting', async () => {
    const { all } = await openInstances(framework, setUp)
    const { token, id } = await issuedKey(all[0]?.url ?? '', { requestsPerMonth: 25 })
    const statuses = await flood(all, token, 60)
    expect([count(statuses, 200), count(statuses, 429)]).toEqual([25, 35])
    for (const { url } of all) {
      const { left } = (await send(`${url}/admin/keys/${id}`)).json()
      expect(left).toMatchObject([{ name: 'monthly', limit: 25, remaining: 0 }])
    }
  })
}
