import { type Kept, keptKeys, nothingKept, openBetterAuth, type Storage } from '../better-auth.ts'
import { type Answers, aMoment, away, day, hour, inTurn, passing } from './api-keys-questions.ts'

const RealDate = Date
let ahead = 0
/** It asks the machine for the time: this is how the time is told to pass. */
globalThis.Date = class extends RealDate {
  constructor(...given: [] | [number]) {
    if (given.length === 0) super(RealDate.now() + ahead)
    else super(...given)
  }
  static override now(): number {
    return RealDate.now() + ahead
  }
} as DateConstructor

const inTime = (answer: () => Promise<unknown>) => () => {
  ahead = 0
  return answer()
}

const rowOf = (kept: Kept, id: string): string =>
  keptKeys(kept).some((row) => row.id === id) ? 'kept' : 'deleted'

function limited(storage: Storage): Answers {
  return {
    sparse: inTime(async () => {
      const rateLimit = { enabled: true, maxRequests: 10, timeWindow: day }
      const { create, verify } = await openBetterAuth({ storage, rateLimit })
      const { key } = await create()
      const said = await inTurn(30, () => {
        ahead += 23 * hour
        return verify(key)
      })
      return said.filter((outcome) => outcome !== 'valid').length
    }),
    async burnt() {
      const rateLimit = { enabled: true, maxRequests: 2, timeWindow: day }
      const { kept, create, verify } = await openBetterAuth({ storage, rateLimit })
      const { key, id } = await create({ remaining: 100 })
      await inTurn(12, () => verify(key))
      return keptKeys(kept).find((row) => row.id === id)?.remaining
    },
    async atOnce() {
      const { create, verify } = await openBetterAuth({ storage }, nothingKept(away))
      const { key } = await create({ remaining: 5 })
      return passing(50, () => verify(key))
    },
    async writes() {
      const later: Promise<unknown>[] = []
      const handler = (task: Promise<unknown>) => void later.push(task)
      const { kept, create, verify } = await openBetterAuth(
        { storage, deferUpdates: true },
        nothingKept(),
        { backgroundTasks: { handler } },
      )
      const { key } = await create()
      kept.writes = 0
      await inTurn(100, () => verify(key))
      await Promise.all(later)
      return kept.writes
    },
    async exhaustedRow() {
      const { kept, create, verify } = await openBetterAuth({ storage })
      const { key, id } = await create({ remaining: 1 })
      await inTurn(2, () => verify(key))
      return rowOf(kept, id)
    },
  }
}

async function expiredTwice(storage: Storage) {
  const { kept, create, verify } = await openBetterAuth({ storage })
  const { key, id } = await create({ expiresIn: day / 1_000 })
  ahead = day + 1_000
  const said = await inTurn(2, () => verify(key))
  return { said: said.join(', '), row: rowOf(kept, id) }
}

// It has no rotation.
function lives(storage: Storage): Answers {
  return {
    expiredTwice: inTime(async () => (await expiredTwice(storage)).said),
    expiredRow: inTime(async () => (await expiredTwice(storage)).row),
    async disabledElsewhere() {
      const kept = nothingKept()
      const here = await openBetterAuth({ storage }, kept)
      const there = await openBetterAuth({ storage }, kept)
      const { key, id } = await here.create()
      const before = await there.verify(key)
      await here.disable(id)
      await aMoment()
      return before === 'valid' ? there.verify(key) : `not let in before: ${before}`
    },
  }
}

function tokens(storage: Storage): Answers {
  const open = () => openBetterAuth({ storage })
  return {
    async underscore() {
      const { create, verify } = await open()
      const { key } = await create({ prefix: 'my_company_' })
      return (await verify(key)) === 'valid' ? 'found' : 'not found'
    },
    async otherPrefix() {
      const { create, verify } = await open()
      const { key } = await create({ prefix: 'acme_' })
      return verify(key.replace('acme_', 'other_'))
    },
    noToken: async () => (await open()).verify(null),
    numberToken: async () => (await open()).verify(42),
    async tooLong() {
      const { create, verify } = await open()
      const { key } = await create()
      return verify(`${key}x`)
    },
    async storedSent() {
      const { kept, create, verify } = await open()
      await create()
      return verify(keptKeys(kept)[0]?.key)
    },
  }
}

/** A row whose digest was cut. It is found by it, so that nothing is compared; among entries it is their name. */
async function spoiltDigest() {
  const { kept, create, verify } = await openBetterAuth()
  const { key } = await create()
  for (const row of kept.tables.apikey) row.key = row.key?.slice(0, 10) ?? ''
  return verify(key)
}

/** What better-auth's plugin answers. */
export const betterAuth = (storage: Storage): Answers => ({
  ...limited(storage),
  ...lives(storage),
  ...tokens(storage),
  ...(storage === 'database' ? { spoiltDigest } : {}),
})
