import { sign } from '@sallyport/webhook-auth'
import { github } from '@sallyport/webhook-auth/schemes'
import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { type Answered, send } from '../parts/keys-at-hand.ts'
import { settings } from '../parts/opened-service.ts'
import { gate, until } from '../world.ts'
import { openInstances, type SetUp } from './set-ups.ts'

const { githubSecret: secret } = settings

/** Sends what GitHub would send, or what somebody has made of it. */
export function deliver(
  { url }: { readonly url: string },
  body: string,
  { more = {}, signed = body }: { more?: Record<string, string>; signed?: string } = {},
): Promise<Answered> {
  const { headers } = sign(github, { secret, body: signed })
  return send(`${url}/webhook/github`, body, { ...headers, ...more })
}

/** A delivery is handled by one instance, once. */
export function sharedDeliveries(framework: Framework, setUp: SetUp): void {
  const status = async (answer: Promise<Answered>) => {
    const { status, json } = await answer
    return [status, json().status]
  }

  it('a webhook that one is handling or has handled is refused by the other', async () => {
    const room = gate()
    const { one, other } = await openInstances(
      framework,
      setUp,
      {},
      { downstream: { create: room.wait } },
    )
    const body = '{"action":"opened"}'
    const first = deliver(one, body)
    await until(() => room.waiting === 1, 'it is being handled')
    expect(await status(deliver(other, body))).toEqual([409, 'delivery_in_progress'])
    room.open()
    expect((await first).status).toBe(200)
    // Known to be done a moment after it was answered.
    await expect
      .poll(() => status(deliver(other, body)), { interval: 20, timeout: 5_000 })
      .toEqual([200, 'delivery_done'])
    expect(await status(deliver(one, body))).toEqual([200, 'delivery_done'])
    expect(room.waiting).toBe(1)
    const reasons = (await other.events()).map(({ reason }) => reason)
    expect(reasons).toEqual(expect.arrayContaining(['delivery_in_progress', 'delivery_done']))
  })

  it('a webhook that one has failed at is taken by the other', async () => {
    let tries = 0
    const create = async (): Promise<void> => {
      if (++tries === 1) throw new Error('away')
    }
    const { one, other } = await openInstances(framework, setUp, {}, { downstream: { create } })
    const body = '{"action":"closed"}'
    expect(await status(deliver(one, body))).toEqual([502, 'downstream_failed'])
    await expect
      .poll(async () => (await deliver(other, body)).status, { interval: 20, timeout: 5_000 })
      .toBe(200)
    expect(tries).toBe(2)
  })
}
