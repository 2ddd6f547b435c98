import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { issuedKey, send, wanted } from '../parts/keys-at-hand.ts'
import { admin, opened, settings, settingsFrom } from '../parts/opened-service.ts'
import { started } from '../parts/process.ts'
import { within } from '../world.ts'
import { type Given, keptLog, type SetUp } from './set-ups.ts'
import { flood, used } from './shared-keys.ts'
import { allEntries } from './told.ts'

interface At {
  readonly url: string
}

/** What was acknowledged: answered, and read to the end. */
interface Load {
  /** Request ids of those who were let into the admin area. */
  readonly admitted: string[]
  /** Keys that were issued. */
  readonly issued: string[]
  /** How many requests the key was granted. */
  granted: number
  /** How many may have been granted, and were not answered. */
  unanswered: number
  /** What was answered otherwise. */
  readonly others: string[]
}

/** Runs until it is told to stop, or somebody does not answer. */
async function again(once: () => Promise<void>, isOver: () => boolean): Promise<void> {
  // A fetch of what is gone rejects with a TypeError; whatever else is wrong fails the test.
  while (!isOver()) {
    try {
      await once()
    } catch (error) {
      if (error instanceof TypeError) return
      throw error
    }
  }
}

let ids = 0

/** Callers of an instance: administrators who look and who issue keys, and clients that spend a key's quota. */
function loaded({ url }: At, token: string, load: Load, isOver: () => boolean): Promise<unknown> {
  const looking = async () => {
    const id = `look.${++ids}`
    const { status } = await send(`${url}/admin/whoami`, undefined, {
      ...admin,
      'x-request-id': id,
    })
    if (status === 200) load.admitted.push(id)
    else load.others.push(`${status}`)
  }
  const issuing = async () => {
    const id = `issue.${++ids}`
    const owner = { kind: 'user', id }
    const headers = { ...admin, 'x-request-id': id }
    const { status, json } = await send(`${url}/admin/keys`, { ...wanted, owner }, headers)
    if (status !== 201) load.others.push(`${status}`)
    else {
      load.admitted.push(id)
      load.issued.push(json().key.id)
    }
  }
  const spending = async () => {
    load.unanswered++
    const { status } = await send(`${url}/api/orders`, undefined, { 'x-api-key': token })
    load.unanswered--
    if (status === 200) load.granted++
    else if (status !== 429) load.others.push(`${status}`)
  }
  const lookers = Array.from({ length: 8 }, () => looking)
  const callers = [...lookers, issuing, spending, spending, spending]
  return Promise.all(callers.map((once) => again(once, isOver)))
}

/** The death of an instance in the middle of its work. */
export function killed(framework: Framework, setUp: SetUp): void {
  const requestsPerMonth = 500

  // Embedded, what was counted is gone with the process, as all that is in memory.
  const what = setUp.instances === 1 ? ' and no key' : ', no key and no quota'

  it(`kill -9 under load loses no acknowledged record${what}`, async () => {
    const kept = keptLog()
    const stores = setUp.stores()
    const env = { ADMIN_TOKEN: 'the-token', READER_TOKEN: 'the-reader', ...stores, ...kept.env }
    const doomed = await started(framework, env)
    const other = setUp.instances === 1 ? undefined : await openOther(framework, stores)
    const { token, id } = await issuedKey(doomed.url, { requestsPerMonth })
    const load: Load = { admitted: [], issued: [], granted: 0, unanswered: 0, others: [] }
    const elsewhere: Load = { ...load, admitted: [], issued: [], others: [] }
    let death: Promise<string> | undefined
    // At once after an answer: what is only about to be written then is lost.
    const dies = (): boolean => {
      if (isEnough(load)) death ??= doomed.kill()
      return death !== undefined
    }
    const working = [
      loaded(doomed, token, load, dies),
      other && loaded(other, token, elsewhere, () => death !== undefined),
    ]
    await within(Promise.all(working), 'the end of the work')
    expect(await death).toBe('')
    // The other has refused nobody, and nobody was let in by mistake.
    expect([load.others, elsewhere.others, elsewhere.unanswered]).toEqual([[], [], 0])

    const risen = await started(framework, env)
    await recordsOf(risen, load)
    if (other === undefined) expect(await used(risen, token)).toEqual([200, 'in'])
    else await quotaOf([risen, other], { id, token, requestsPerMonth, load, elsewhere })
    expect(await risen.stop()).toEqual({ code: 0, complaints: '' })
    const { verdict, size, signed, torn } = await kept.check()
    expect([verdict, size === signed, torn]).toEqual(['whole', true, 0])
  })
}

const isEnough = ({ admitted, issued, granted }: Load): boolean =>
  admitted.length > 60 && issued.length > 5 && granted > 20

/** The instance that stays. */
function openOther(framework: Framework, stores: Given) {
  const { databaseUrl, redisUrl } = settingsFrom(stores)
  return opened(framework, { ...settings, databaseUrl, redisUrl })
}

const keyOf = async ({ url }: At, id: string) => (await send(`${url}/admin/keys/${id}`)).json()

/** Every request that was let into the admin area, and every key that was issued, is in the log of who died. */
async function recordsOf(risen: At, { admitted, issued }: Load): Promise<void> {
  const entries = await allEntries(risen)
  const decided = entries.filter(({ type }) => type.endsWith('.decided'))
  const recorded = new Set(decided.map(({ ctx }) => ctx?.requestId))
  expect(admitted.filter((id) => !recorded.has(id))).toEqual([])
  const created = entries.filter(({ type }) => type === 'api_key.created')
  const made = new Set(created.flatMap(({ targets }) => targets?.map(({ id }) => id) ?? []))
  expect(issued.filter((id) => !made.has(id))).toEqual([])
  const keys = (await send(`${risen.url}/admin/keys`)).text
  expect(issued.filter((id) => !keys.includes(id))).toEqual([])
}

interface Spent {
  readonly id: string
  readonly token: string
  readonly requestsPerMonth: number
  readonly load: Load
  readonly elsewhere: Load
}

/** What is left is the limit without what was granted, and without what nobody knows; and no more is granted than that. */
async function quotaOf(all: readonly At[], spent: Spent): Promise<void> {
  const { id, token, requestsPerMonth: limit, load, elsewhere } = spent
  const granted = load.granted + elsewhere.granted
  const { left } = await keyOf(all[0] as At, id)
  expect(left[0].remaining).toBeLessThanOrEqual(limit - granted)
  expect(left[0].remaining).toBeGreaterThanOrEqual(limit - granted - load.unanswered)
  const statuses = await flood(all, token, left[0].remaining + 10)
  expect(statuses.filter((status) => status === 200)).toHaveLength(left[0].remaining)
  expect(statuses.filter((status) => status === 429)).toHaveLength(10)
}
