import type { KeyStore } from '@sallyport/api-keys'
import { keyStoreMigrations, postgresKeyStore } from '@sallyport/api-keys/postgres'
import type { Gate } from '@sallyport/api-keys/testing'
import type { FeedListener, PostgresPool, PostgresQueries } from '@sallyport/core/clients'
import { expect } from 'vitest'
import { failingNowAndThen, failingOnce, wholeOrNotAtAll } from './failing.ts'
import { livesOnTwo } from './lives-on-two.ts'
import { madeKey, start } from './made-key.ts'
import { rowCases } from './row-cases.ts'

/** What a store on Postgres must do, on a server or in the process. Its tables are there. */
export interface PostgresCase {
  readonly name: string
  run(pool: PostgresPool): Promise<void>
}

const everyRowCase: readonly PostgresCase[] = rowCases.map(({ name, run }) => ({
  name,
  run: (pool) => run({ store: postgresKeyStore(pool), other: postgresKeyStore(pool) }),
}))

const statementCases: readonly PostgresCase[] = [
  {
    name: 'asks one statement each time, and takes no connection for it',
    async run(pool) {
      const asked: string[] = []
      const query: PostgresPool['query'] = (text, values) => {
        asked.push(text)
        return pool.query(text, values)
      }
      const connect = () => Promise.reject(new Error('a connection of its own'))
      const store = postgresKeyStore({ ...pool, query, connect })
      const key = madeKey()
      const touches = Array.from({ length: 1_000 }, (_, i) => ({
        id: i === 0 ? key.id : `none${i}`,
        at: start,
        previousAt: null,
        count: 1,
      }))
      const each = [
        () => store.insert(key, 5),
        () => store.insert(madeKey()),
        () => store.get(key.id),
        () => store.replace({ ...key, version: 2 }, 1),
        () => store.touch(touches),
        () => store.page({ tenant: key.tenant }, undefined, 100),
        () => store.check(new AbortController().signal),
      ]
      for (const run of each) await run()
      expect(asked).toHaveLength(each.length)
      await store.touch([])
      expect(asked).toHaveLength(each.length)
    },
  },
  {
    name: 'lives on two instances, and the other hears of what was replaced',
    async run(pool) {
      const [store, other] = [postgresKeyStore(pool), postgresKeyStore(pool)]
      const heard: string[] = []
      let done = (): void => {}
      const last = new Promise<void>((resolve) => {
        done = resolve
      })
      const odd = madeKey({ id: 'odd "\\ \ud800 ü' })
      const listener: FeedListener = {
        heard: (id) => (id === odd.id ? done() : heard.push(id)),
        lost() {},
        restored() {},
      }
      const unsubscribe = await other.subscribe(listener)
      await pool.query(`SELECT pg_notify('sallyport_keys', 'not JSON: "')`)
      await livesOnTwo(store, other)
      await store.insert(odd)
      await store.replace({ ...odd, version: 5 }, 4)
      await store.replace({ ...odd, version: 2 }, 1)
      await last
      unsubscribe()
      const [foreign, rotated, ...revoked] = heard
      expect(foreign).toBe('not JSON: "')
      expect(rotated).toMatch(/^[0-9A-Za-z]{12}$/)
      expect(revoked).toEqual([rotated])
    },
  },
]

/** A store whose statements go through the gate. */
export const gatedStore = (pool: PostgresPool, gate: Gate): KeyStore =>
  postgresKeyStore({ ...pool, query: async (text, values) => gate(() => pool.query(text, values)) })

const failingCases: readonly PostgresCase[] = (['before', 'after'] as const).flatMap((when) =>
  [1, 2, 3, 4, 5].map((seed) => ({
    name: `does all or nothing where statements fail ${when} they run, by seed ${seed}`,
    run(pool: PostgresPool) {
      return wholeOrNotAtAll(
        gatedStore(pool, failingNowAndThen(seed, when)),
        postgresKeyStore(pool),
      )
    },
  })),
)

/** A schema that nobody else uses, and how many tables it has. */
async function emptySchema(pool: PostgresPool) {
  const schema = `Of "${madeKey().id}" $1 '`
  await pool.query(`CREATE SCHEMA "${schema.replaceAll('"', '""')}"`)
  const tables = async () =>
    (await pool.query('SELECT tablename FROM pg_tables WHERE schemaname = $1', [schema])).rows
      .length
  return { schema, tables }
}

/** Every statement of a pool's connections through `gate`. */
const gated = (pool: PostgresPool, gate: ReturnType<typeof failingOnce>): PostgresPool => ({
  ...pool,
  async connect() {
    const connection = await pool.connect()
    const query: PostgresQueries['query'] = async (text, values) =>
      text === 'ROLLBACK'
        ? connection.query(text, values)
        : gate(() => connection.query(text, values))
    return { release: (error) => connection.release(error), query }
  },
})

const migrateCases: readonly PostgresCase[] = [
  {
    name: 'migrate: makes everything in an empty schema, however many do so at once',
    async run(pool) {
      const { schema, tables } = await emptySchema(pool)
      const store = postgresKeyStore(pool, { schema })
      const asked = 'there are no tables of keys in this database; call migrate()'
      await expect(store.check(new AbortController().signal)).rejects.toThrow(asked)
      await expect(store.insert(madeKey(), 1)).rejects.toThrow(asked)
      await Promise.all(Array.from({ length: 8 }, () => store.migrate()))
      expect(await tables()).toBe(3)
      const key = madeKey()
      expect(await store.insert(key, 1)).toBe('inserted')
      expect(await store.insert(madeKey(key.owner), 1)).toBe('inserted')
      expect(await store.insert(madeKey({ tenant: key.tenant }), 1)).toBe('too_many')
      await store.migrate()
      expect(await store.get(key.id)).toEqual(key)
      expect(await postgresKeyStore(pool).get(key.id)).toBe(undefined)
    },
  },
  {
    name: 'migrate: makes all or nothing, at whatever statement that fails',
    async run(pool) {
      const { schema, tables } = await emptySchema(pool)
      let n = 1
      for (let failed = true; failed; n++) {
        const error = await postgresKeyStore(gated(pool, failingOnce(n)), { schema })
          .migrate()
          .catch(String)
        failed = error !== undefined
        if (failed) {
          expect(error).toContain('planned')
          expect(await tables()).toBe(0)
        }
      }
      expect(n).toBeGreaterThan(10)
      expect(await postgresKeyStore(pool, { schema }).insert(madeKey(), 1)).toBe('inserted')
    },
  },
  {
    name: 'migrate: leaves the tables of a later version as they are',
    async run(pool) {
      const { schema, tables } = await emptySchema(pool)
      const place = `"${schema.replaceAll('"', '""')}"`
      const store = postgresKeyStore(pool, { schema })
      await store.migrate()
      await pool.query(`INSERT INTO ${place}.sallyport_keys_schema (version) VALUES (99)`)
      await pool.query(`ALTER TABLE ${place}.sallyport_keys ADD COLUMN later text DEFAULT 'x'`)
      await store.migrate()
      expect(await tables()).toBe(3)
      const key = madeKey()
      expect(await store.insert(key, 1)).toBe('inserted')
      expect(await store.get(key.id)).toEqual(key)
    },
  },
  {
    name: 'keyStoreMigrations: are numbered from one, without a gap',
    async run() {
      expect(keyStoreMigrations.map(({ version }) => version)).toEqual(
        keyStoreMigrations.map((_, i) => i + 1),
      )
    },
  },
]

/** The cases of every store on Postgres. */
export const postgresCases: readonly PostgresCase[] = [
  ...everyRowCase,
  ...statementCases,
  ...failingCases,
  ...migrateCases,
]
