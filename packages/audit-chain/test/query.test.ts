import type { AuditEvent } from '@sallyport/core'
import { beforeEach, describe, expect, it } from 'vitest'
import type { AuditQuery } from '../src/audit-log.ts'
import { auditEvents } from '../src/catalog.ts'
import { segmentPath } from '../src/layout.ts'
import { runQuery } from '../src/query.ts'
import { noon, type QueryLog, queryLog } from './support/query-log.ts'

const events: readonly AuditEvent[] = [
  { type: 'auth.login', outcome: 'success', actor: { kind: 'user', id: 'ada' } },
  {
    ...{ type: 'security.failed_login', outcome: 'failure', actor: { kind: 'user', id: 'bob' } },
    ctx: { requestId: 'r1', ip: '192.0.2.7' },
  },
  {
    ...{ type: 'api_key.created', outcome: 'success', actor: { kind: 'user', id: 'ada' } },
    targets: [
      { kind: 'key', id: 'k1' },
      { kind: 'tenant', id: 't1' },
    ],
  },
  { type: 'auth.logout', outcome: 'success', actor: { kind: 'user', id: 'bob' } },
  { type: 'authority.changed', outcome: 'denied', actor: { kind: 'user', id: 'eve "\\" ü\n' } },
  // Says in its own data what others say outside of it.
  {
    ...{ type: 'note', outcome: 'error' },
    event: {
      ...{ actor: { id: 'ada', kind: 'user' }, requestId: 'r1', outcome: 'success' },
      ...{ targets: [{ id: 'k1', kind: 'key' }], text: '"type":"auth.login","v":1}' },
    },
  },
]

let log: QueryLog
beforeEach(async () => {
  log = await queryLog()
  for (const event of events) {
    await log.append(event)
    if (log.entries.length % 2 === 0) log.seal()
  }
})
const source = () => ({ disk: log.disk, head: log.head })
const ask = async (query: AuditQuery) =>
  (await runQuery(source(), query)).rows.map(({ seq }) => seq)

describe('gives', () => {
  const cases: readonly (readonly [AuditQuery, readonly number[]])[] = [
    [{}, [5, 4, 3, 2, 1, 0]],
    [{ limit: 2 }, [5, 4]],
    [{ order: 'oldest', limit: 3 }, [0, 1, 2]],
    [{ type: 'auth.login' }, [0]],
    [{ type: 'login_success' }, [0]],
    [{ type: 'auth.*' }, [3, 0]],
    [{ type: ['login_failure', 'auth.*', 'note'] }, [5, 3, 1, 0]],
    [{ type: 'nobody.knows' }, []],
    [{ category: 'authentication' }, [3, 1, 0]],
    [{ category: 'authentication', type: 'security.*' }, [1]],
    [{ category: 'input_validation' }, []],
    [{ actor: 'ada' }, [2, 0]],
    [{ actor: 'eve "\\" ü\n' }, [4]],
    [{ actor: 'ad' }, []],
    [{ target: 'k1' }, [2]],
    [{ target: 't1' }, [2]],
    [{ target: 'ada' }, []],
    [{ outcome: 'denied' }, [4]],
    [{ requestId: 'r1' }, [1]],
    [{ from: noon + 2, to: noon + 4 }, [3, 2]],
    [{ from: noon + 4.5 }, [5]],
    [{ from: new Date(noon + 4) }, [5, 4]],
    [{ to: -1 }, []],
    [{ from: -1e300, to: 1e300 }, [5, 4, 3, 2, 1, 0]],
    [{ from: 1e300 }, []],
    [{ actor: 'ada', outcome: 'success', type: 'api_key.*' }, [2]],
    // What is undefined is not asked.
    [JSON.parse('{}'), [5, 4, 3, 2, 1, 0]],
  ]
  it.each(cases)('for %j the entries %j', async (query, seqs) => {
    expect(await ask(query)).toEqual(seqs)
    // Once more, with the indexes that the first one made.
    expect(await ask(query)).toEqual(seqs)
    expect(await ask({ ...query, order: query.order ?? 'oldest' })).toEqual(
      query.limit === undefined ? seqs.toReversed() : seqs.length === 2 ? [0, 1] : seqs,
    )
  })
})

it('takes aliases and categories from the catalogs it is given', async () => {
  const created = { type: 'api_key.created', help: '', aliases: ['api_key_created'] }
  const catalogs = [auditEvents, { created }]
  const { rows } = await runQuery({ ...source(), catalogs }, { type: 'api_key_created' })
  expect(rows.map(({ seq }) => seq)).toEqual([2])
  expect(await ask({ type: 'api_key_created' })).toEqual([])
})

it('gives the line to the byte, and what it says', async () => {
  const { rows } = await runQuery(source(), { actor: 'eve "\\" ü\n' })
  expect(rows).toEqual([{ seq: 4, line: log.lines[4], entry: log.entries[4] }])
})

it('shows nothing behind the durable head', async () => {
  const head = log.head()
  await log.append({ type: 'late', outcome: 'success' })
  log.seal()
  await log.append({ type: 'later', outcome: 'success' })
  const { rows } = await runQuery({ disk: log.disk, head: () => head }, { limit: 1 })
  expect(rows.map(({ seq }) => seq)).toEqual([5])
  expect(await ask({ limit: 1 })).toEqual([7])
})

it('finds ids as the log has cut them', async () => {
  const actor = { kind: 'user', id: `${'a'.repeat(600)}\ud800` }
  await log.append({ type: 'x', outcome: 'success', actor })
  expect(await ask({ actor: actor.id })).toEqual([6])
})

it('gives an empty page of an empty log', async () => {
  const empty = await queryLog()
  const page = await runQuery({ disk: empty.disk, head: empty.head })
  expect(page).toEqual({ rows: [] })
  const first = await runQuery({ disk: empty.disk, head: empty.head }, { order: 'oldest' })
  expect(first.rows).toEqual([])
  await empty.append({ type: 'x', outcome: 'success' })
  const then = { order: 'oldest', cursor: first.next ?? '' } as const
  const page2 = await runQuery({ disk: empty.disk, head: empty.head }, then)
  expect(page2.rows.map(({ seq }) => seq)).toEqual([0])
})

it('stops when it is told to', async () => {
  const reason = new Error('enough')
  await expect(ask({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  const stop = new AbortController()
  const asked = ask({ signal: stop.signal })
  stop.abort(reason)
  await expect(asked).rejects.toBe(reason)
})

it('makes no index for a query that everything fits', async () => {
  await ask({})
  expect(await log.disk.list('index')).toEqual([])
  await ask({ actor: 'nobody' })
  expect(await log.disk.list('index')).toHaveLength(3)
  expect(await log.disk.list('segments')).toContain(segmentPath(0).slice('segments/'.length))
})
