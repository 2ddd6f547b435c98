import type { AuditParty } from '@sallyport/core'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { AuditQuery } from '../src/audit-log.ts'
import type { AuditEntry } from '../src/entry.ts'
import { indexPath, segmentPath } from '../src/layout.ts'
import { runQuery } from '../src/query.ts'
import { noon, type QueryLog, queryLog } from './support/query-log.ts'

const ids = fc.constantFrom('a', 'b', 'ab', '"', 'é', '\\')
const someIds = fc.oneof(ids, fc.array(ids, { minLength: 1, maxLength: 3 }))
const party = fc.record({ kind: fc.constantFrom('user', 'key'), id: ids })
const types = fc.constantFrom('auth.login', 'auth.logout', 'auth.logout.x', 'authx', 'a"b', 'é.f')
const outcomes = fc.constantFrom('success', 'failure', 'denied', 'error')
const event = fc.record(
  {
    ...{
      type: types,
      outcome: outcomes,
      actor: party,
      event: fc.json().map((text) => JSON.parse(text)),
    },
    ...{ targets: fc.array(party, { maxLength: 3 }), ctx: fc.record({ requestId: ids }) },
  },
  { requiredKeys: ['type', 'outcome'] },
)
const time = fc.nat(20).map((ms) => noon + ms)
const step = fc.record({ event, time, seals: fc.integer({ min: 0, max: 4 }).map((n) => n === 0) })
const query = fc.record(
  {
    ...{
      type: fc.oneof(types, fc.constantFrom('auth.*', 'é.*'), fc.array(types, { minLength: 1 })),
    },
    ...{ actor: someIds, target: someIds, requestId: ids, outcome: outcomes, from: time, to: time },
    ...{ category: fc.constantFrom('authentication', 'system') },
    ...{ order: fc.constantFrom('newest', 'oldest'), limit: fc.integer({ min: 1, max: 5 }) },
  },
  { requiredKeys: ['limit'] },
)
type Step = (typeof step extends fc.Arbitrary<infer T> ? T : never) & object

const authentication = ['auth.login', 'auth.logout']

const isOneOf = (asked: AuditQuery['actor'], parties: readonly AuditParty[]): boolean =>
  asked === undefined || parties.some(({ id }) => [asked].flat().includes(id))

/** As it is written in the interface, over one entry. */
function isAskedFor(entry: AuditEntry, asked: AuditQuery): boolean {
  const names = asked.type === undefined ? undefined : [asked.type].flat()
  const at = new Date(entry.ts).getTime()
  return (
    (names?.some(
      (name) =>
        name === entry.type || (name.endsWith('.*') && entry.type.startsWith(name.slice(0, -1))),
    ) ??
      true) &&
    (asked.category === undefined ||
      (asked.category === 'authentication' && authentication.includes(entry.type))) &&
    isOneOf(asked.actor, entry.actor === undefined ? [] : [entry.actor]) &&
    isOneOf(asked.target, entry.targets ?? []) &&
    (asked.requestId ?? entry.ctx?.requestId) === entry.ctx?.requestId &&
    (asked.outcome ?? entry.outcome) === entry.outcome &&
    Number(asked.from ?? at) <= at &&
    at < Number(asked.to ?? at + 1)
  )
}

async function grow(log: QueryLog, steps: readonly Step[]): Promise<void> {
  for (const { event, time, seals } of steps) {
    await log.append(event, time)
    if (seals) log.seal()
  }
}

/** What prune does to the files: the oldest segment goes. */
async function loseOldest(log: QueryLog): Promise<void> {
  const [name = ''] = await log.disk.list('segments')
  const first = Number.parseInt(name, 10)
  if (name === '' || first === log.head().segment) return
  await log.disk.remove(segmentPath(first))
  await log.disk.remove(indexPath(first)).catch(() => undefined)
}

/** Where all that is left begins: where nothing is, with what comes next. */
async function firstKept(log: QueryLog): Promise<number> {
  const [name] = await log.disk.list('segments')
  return name === undefined ? log.head().segment : Number.parseInt(name, 10)
}

it('gives each entry that fits once and in order, to the last page', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), query, async (steps, asked) => {
      const log = await queryLog()
      await grow(log, steps)
      const fitting = log.entries.filter((entry) => isAskedFor(entry, asked))
      const expected = asked.order === 'oldest' ? fitting : fitting.toReversed()
      const given: AuditEntry[] = []
      for (let cursor: string | undefined, more = true; more; ) {
        const page = await runQuery(log, { ...asked, ...(cursor && { cursor }) })
        expect(page.rows.length).toBeLessThanOrEqual(asked.limit)
        given.push(...page.rows.map(({ entry }) => entry))
        cursor = page.next
        more = asked.order === 'oldest' ? page.rows.length === asked.limit : cursor !== undefined
      }
      expect(given).toEqual(expected)
    }),
    { numRuns: 300 },
  )
})

const turns = fc.array(
  fc.record({ steps: fc.array(step, { maxLength: 4 }), loses: fc.boolean() }),
  { minLength: 12, maxLength: 12 },
)
/** Nothing is left of a log whose only entry was read by nobody yet. */
const lost: Step = { event: { type: 'auth.login', outcome: 'success' }, time: noon, seals: true }
const allLost = [
  { steps: [lost], loses: true },
  { steps: [], loses: false },
]

it('goes on where it was, while entries come and go', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), turns, query, async (steps, all, asked) => {
      const log = await queryLog()
      await grow(log, steps)
      const isOldest = asked.order === 'oldest'
      const known = log.entries.length
      const given: number[] = []
      const pruned: number[] = []
      let next: string | undefined
      let isDone = false
      for (const turn of [...all, ...Array(60).fill({ steps: [], loses: false })]) {
        const page = await runQuery(log, { ...asked, ...(next && { cursor: next }) })
        given.push(...page.rows.map(({ seq }) => seq))
        next = page.next
        isDone = isOldest ? turn.steps.length === 0 && page.rows.length === 0 : next === undefined
        if (isDone) break
        await grow(log, turn.steps)
        if (turn.loses) await loseOldest(log)
        pruned.push(await firstKept(log))
      }
      const first = Math.max(0, ...pruned)
      const fitting = log.entries.filter((entry) => isAskedFor(entry, asked)).map(({ seq }) => seq)
      const asks = isOldest ? fitting : fitting.filter((seq) => seq < known).reverse()
      expect(isDone).toBe(true)
      // In order, each once, none that does not fit, and all that were there the whole time.
      expect(given).toEqual(asks.filter((seq) => given.includes(seq)))
      expect(asks.filter((seq) => seq >= first && !given.includes(seq))).toEqual([])
    }),
    { numRuns: 200, examples: [[[], allLost, { order: 'oldest', limit: 1 }]] },
  )
})

it('gives the same without its indexes, and with those of another time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), query, async (steps, asked) => {
      const log = await queryLog()
      await grow(log, steps)
      const before = await runQuery(log, asked)
      expect(await runQuery(log, asked)).toEqual(before)
      const proved = await runQuery(log, { ...asked, verified: true })
      expect(proved.rows.map(({ seq }) => seq)).toEqual(before.rows.map(({ seq }) => seq))
      for (const name of await log.disk.list('index')) await log.disk.remove(`index/${name}`)
      expect(await runQuery(log, asked)).toEqual(before)
    }),
    { numRuns: 100 },
  )
})
