import type { Server } from '@sallyport-scripts/services'
import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { issuedKey, send } from '../parts/keys-at-hand.ts'
import { atEnd, deadlineMs, printed } from '../world.ts'
import { type Instance, openInstances, type Shared } from './set-ups.ts'
import { deliver } from './shared-deliveries.ts'
import { flood, revokedOnBoth, used } from './shared-keys.ts'
import { asked as askedFrom, behindProxy, blocks } from './shared-lists.ts'
import { allEntries } from './told.ts'

interface At {
  readonly url: string
}

/** What somebody asks for again and again. */
type Asking = (at: At) => Promise<{ readonly status: number }>

let deliveries = 0
const webhook: Asking = (at) => deliver(at, JSON.stringify({ n: ++deliveries }))
const whoami: Asking = ({ url }) => send(`${url}/admin/whoami`)
const blocked = '203.0.113.9'
/** Fails where the blocked address is not refused as such. */
const fromBlocked: Asking = async (at) => {
  const status = await askedFrom(at, blocked)
  return { status: status === 403 ? 200 : 500 + status }
}
const orders =
  (token: string): Asking =>
  ({ url }) =>
    send(`${url}/api/orders`, undefined, { 'x-api-key': token })

/** An answer, and what the store was when it was asked for and when it had come. */
interface Seen {
  readonly status: number
  readonly while: string
}

/** Callers that go on, whatever happens, until they are told to stop. */
function callers(all: readonly At[], asked: readonly Asking[]) {
  const seen: Seen[] = []
  let phase = 'up'
  let isOver = false
  const call = async (at: At, ask: Asking): Promise<void> => {
    while (!isOver) {
      const before = phase
      const { status } = await ask(at)
      seen.push({ status, while: before === phase ? phase : 'changing' })
    }
  }
  const calling = Promise.all(all.flatMap((at) => asked.map((ask) => call(at, ask))))
  const end = async (): Promise<void> => {
    isOver = true
    await calling
  }
  atEnd(end)
  return {
    end,
    /** From now on. */
    now(next: string) {
      phase = next
    },
    /** Different answers of that time. */
    statuses: (during: string) =>
      [...new Set(seen.filter((one) => one.while === during).map(({ status }) => status))].sort(),
    count: (during: string) => seen.filter((one) => one.while === during).length,
  }
}

/** What `/ready` says, and what is not well. What was refused meanwhile is held against the objectives for a month. */
async function ready({ url }: At): Promise<Ready> {
  const { status, json } = await send(`${url}/ready`, undefined, {})
  const notWell = Object.entries<{ readonly status: string }>(json().dependencies)
    .filter(([name, { status }]) => name !== 'slo' && status !== 'healthy')
    .map(([name, { status }]) => `${name} ${status}`)
  return [status, ...notWell.toSorted()]
}
type Ready = readonly [status: number, ...notWell: readonly string[]]

const eventually = (all: readonly At[], expected: Ready) =>
  expect
    .poll(() => Promise.all(all.map(ready)), { interval: 50, timeout: deadlineMs })
    .toEqual(all.map(() => expected))

const well: Ready = [200]

/** What a store takes with it, and what goes on without. */
interface Outage {
  readonly store: Server
  readonly needing: readonly Asking[]
  readonly others: readonly Asking[]
  readonly ready: Ready
}

/** A store goes, under load, and comes back: nobody gets in meanwhile who needs it, and all recover alone. */
async function outage(all: readonly Instance[], { store, ...what }: Outage): Promise<void> {
  await eventually(all, well)
  const needing = callers(all, what.needing)
  const others = callers(all, what.others)
  const both = (phase: string) => [needing, others].map((one) => one.now(phase))
  const enough = (phase: string) =>
    expect.poll(() => needing.count(phase) > 30, { interval: 10, timeout: deadlineMs }).toBe(true)
  await enough('up')
  both('going')
  atEnd(() => store.up())
  await store.down()
  both('down')
  await enough('down')
  await eventually(all, what.ready)
  both('coming')
  await store.up()
  await eventually(all, well)
  both('back')
  await enough('back')
  await Promise.all([needing.end(), others.end()])
  expect(needing.statuses('up')).toEqual([200])
  expect(needing.statuses('down')).toEqual([503])
  expect(needing.statuses('back')).toEqual([200])
  const always = ['up', 'going', 'down', 'coming', 'back', 'changing'].flatMap(others.statuses)
  expect(always.filter((status) => status !== 200 && status !== 201)).toEqual([])
}

// Which words a client has for a server that is away depends on what it was doing then.
const told = /^(Redis|Postgres) at \S+ is away: |error\b/i

/** Each refusal has its entry, the logs are whole, and the operator was told of errors alone, and which store it was. */
async function writtenDown(all: readonly Instance[], store: string, reason: string): Promise<void> {
  for (const at of all) {
    const entries = await allEntries(at)
    expect(entries.map((entry) => entry.reason)).toContain(reason)
    await at.service.close()
    expect(await at.check()).toMatchObject({ verdict: 'whole', torn: 0 })
  }
  const lines = printed()
  // A client tells of a connection that broke only where it was idle; who asked is told in any case.
  expect(lines.filter((line) => line.includes(`${store} at 127.0.0.1:`))).not.toEqual([])
  expect(lines.filter((line) => !told.test(line))).toEqual([])
}

/** Stores that stop and start. */
export function restarted(framework: Framework, setUp: Shared): void {
  const opening = () =>
    openInstances(framework, setUp, { ...behindProxy, hooksPerMinute: 1_000_000 })

  it('Redis away: nobody gets in, who was blocked least of all, and what was counted still holds when it is back', async () => {
    const { all, one } = await opening()
    expect(await blocks(one, blocked)).toBe(201)
    for (const at of all) {
      await expect.poll(() => askedFrom(at, blocked), { timeout: deadlineMs }).toBe(403)
    }
    const { token } = await issuedKey(one.url)
    const counted = await issuedKey(one.url, { requestsPerMonth: 20 })
    expect(new Set(await flood(all, counted.token, 12))).toEqual(new Set([200]))
    const handled = '{"handled":"before"}'
    expect((await deliver(one, handled)).status).toBe(200)
    await outage(all, {
      store: setUp.redis(),
      needing: [orders(token), webhook, whoami],
      others: [fromBlocked, ({ url }) => send(`${url}/health`)],
      ready: [
        503,
        ...['blocked_networks degraded', 'controls degraded', 'delivery_store degraded'],
        'limits unhealthy',
      ],
    })
    const statuses = await flood(all, counted.token, 20)
    expect(statuses.filter((status) => status === 200)).toHaveLength(8)
    for (const at of all) expect((await deliver(at, handled)).json().status).toBe('delivery_done')
    await writtenDown(all, 'Redis', 'limits_unavailable')
  })

  it('Postgres away: no key gets in, all else goes on, and revocations come again when it is back', async () => {
    const { all, one, other } = await opening()
    const { token } = await issuedKey(one.url)
    await outage(all, {
      store: setUp.postgres(),
      needing: [orders(token)],
      others: [webhook, whoami, ({ url }) => send(`${url}/health`)],
      ready: [503, 'key_store unhealthy'],
    })
    expect(await used(other, token)).toEqual([200, 'in'])
    await revokedOnBoth(one, other)
    await revokedOnBoth(other, one)
    await writtenDown(all, 'Postgres', 'key_store_unavailable')
  })
}
