import { apiKeys } from '@sallyport/api-keys'
import { postgresKeyStore } from '@sallyport/api-keys/postgres'
import { fromPglite, type PostgresPool } from '@sallyport/core/clients'
import { limits } from '@sallyport/limits'
import { type Pglite, startPglite } from '@sallyport-scripts/services'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checksumOf } from '../src/format.ts'

const ada = { kind: 'user', id: 'ada' }
let pglite: Pglite
let pool: PostgresPool
let asked: string[]
beforeAll(async () => {
  pglite = await startPglite()
  const inner = fromPglite(pglite.db)
  await postgresKeyStore(inner).migrate()
  pool = {
    ...inner,
    query(text, values) {
      asked.push(text)
      return inner.query(text, values)
    },
    connect: () => Promise.reject(new Error('a connection of its own')),
  }
  asked = []
})
afterAll(() => pglite?.close())

/** A program that has just started: it has nothing in its cache. */
async function started() {
  const keys = apiKeys({
    store: postgresKeyStore(pool),
    prefix: 'acme',
    env: 'live',
    limits: limits({ policies: {} }),
  })
  // Once it listens, or cannot, nothing more is asked by itself.
  await keys.get('nobody')
  return keys
}

async function issued(given: object = {}) {
  const keys = await started()
  const { token } = await keys.issue({
    ...{ name: 'ci', tenant: 't1', owner: ada, actor: ada },
    ...given,
  })
  await keys.close()
  return { text: token.reveal() }
}

const sum = (text: string): string => text + checksumOf(text)

describe('round trips to Postgres', () => {
  it('one for a verification that finds nothing in the cache, whatever comes of it; then none', async () => {
    const { text } = await issued({ networks: ['10.0.0.0/8'] })
    const wrongSecret = sum(`${text.slice(0, -49)}${'z'.repeat(43)}`)
    const unknown = sum(`${text.slice(0, -62)}${'0'.repeat(12)}${text.slice(-50, -6)}`)
    for (const [sent, need, reason] of [
      [text, { ip: '10.0.0.1' }, 'in'],
      [text, { ip: '10.0.0.1', tenant: 't2' }, 'key_wrong_tenant'],
      [text, {}, 'key_wrong_network'],
      [wrongSecret, {}, 'key_wrong_secret'],
      [unknown, {}, 'key_unknown'],
      [`${text}x`, {}, 'key_malformed'],
    ] as const) {
      const keys = await started()
      asked.length = 0
      const verdict = await keys.verify(sent, need)
      expect([reason, asked.length]).toEqual([
        verdict.ok ? 'in' : verdict.reason,
        reason === 'key_malformed' ? 0 : 1,
      ])
      asked.length = 0
      for (let i = 0; i < 10; i++) await keys.verify(sent, need)
      // An id that nobody has is not kept: an attacker could fill the cache with them.
      expect([reason, asked.length]).toEqual([reason, reason === 'key_unknown' ? 10 : 0])
      await keys.close()
    }
  })

  it('one for a hundred that ask for a key at the same time', async () => {
    const { text } = await issued()
    const keys = await started()
    asked.length = 0
    const verdicts = await Promise.all(Array.from({ length: 100 }, () => keys.verify(text)))
    expect(verdicts.every(({ ok }) => ok)).toBe(true)
    expect(asked).toHaveLength(1)
    await keys.close()
  })

  it('10,000 verifications of 100 keys read each once and write once', async () => {
    const tokens: string[] = []
    for (let i = 0; i < 100; i++)
      tokens.push((await issued({ tenant: `t${i}`, name: 'counted' })).text)
    const keys = await started()
    asked.length = 0
    for (let i = 0; i < 10_000; i++) await keys.verify(tokens[i % 100])
    expect(asked).toHaveLength(100)
    asked.length = 0
    await keys.close()
    expect(asked).toHaveLength(1)
    const found = await postgresKeyStore(pool).page({}, undefined, 1_000)
    const counts = found.flatMap(({ record, use }) =>
      record.name === 'counted' ? [use.count] : [],
    )
    expect(counts).toEqual(Array(100).fill(100))
  })
})
