import { type PostgresPool, type PostgresValue, postgresTransaction } from '@sallyport/core/clients'
import { expect } from 'vitest'
import { takeNotes, until } from './take-notes.ts'

/** One property of every {@link PostgresPool}, whatever it wraps. The table `door` is there, and empty. */
export interface PostgresCase {
  readonly name: string
  run(pool: PostgresPool): Promise<void>
}

const when = new Date('2026-02-03T04:05:06.789Z')
const values: readonly (readonly [type: string, PostgresValue, read?: unknown])[] = [
  ['text', 'ü"\'\\☃'],
  ['text', ''],
  ['text', null],
  ['int4', -7],
  ['int8', 9_007_199_254_740_993n, '9007199254740993'],
  ['int8', 5, '5'],
  ['numeric', '0.10'],
  ['float8', 1.5],
  ['bool', true],
  ['bool', false],
  ['bytea', new Uint8Array([0, 255, 92])],
  ['timestamptz', when],
  ['text[]', ['a,"b"', '', '{}']],
  ['int4[]', [1, 2]],
  ['jsonb', '{"list": [1, "x"]}', { list: [1, 'x'] }],
]

const guests = async (pool: PostgresPool): Promise<unknown[]> =>
  (await pool.query('SELECT guest FROM door ORDER BY guest')).rows.map(({ guest }) => guest)

const enter = 'INSERT INTO door (guest) VALUES ($1)'

/** Every connection came back: as many at once as there are, and then one more round. */
async function expectAllBack(pool: PostgresPool): Promise<void> {
  for (let i = 0; i < 20; i++) (await pool.connect()).release()
}

export const postgresCases: readonly PostgresCase[] = [
  ...values.map(([type, value, read = value]) => ({
    name: `takes a value of type ${type} and gives ${JSON.stringify(read)}`,
    run: async (pool: PostgresPool) => {
      const { rows } = await pool.query(`SELECT $1::${type} AS value`, [value])
      const given = (rows[0] as { value: unknown }).value
      expect(given instanceof Uint8Array ? new Uint8Array(given) : given).toEqual(read)
    },
  })),
  {
    name: 'counts rows, and names the command',
    async run(pool) {
      const counted = async (text: string) => {
        const { count, command } = await pool.query(text)
        return [command, count]
      }
      expect(await counted(`INSERT INTO door (guest) VALUES ('a'), ('b')`)).toEqual(['INSERT', 2])
      expect(await counted(`UPDATE door SET n = 1`)).toEqual(['UPDATE', 2])
      expect(await counted(`SELECT * FROM door`)).toEqual(['SELECT', 2])
      expect(await counted(`DELETE FROM door WHERE guest = 'a'`)).toEqual(['DELETE', 1])
      expect(await counted(`DELETE FROM door WHERE guest = 'a'`)).toEqual(['DELETE', 0])
      expect(await counted(`CREATE TABLE IF NOT EXISTS door ()`)).toEqual(['CREATE', 0])
      expect((await pool.query('SELECT count(*) AS n FROM door')).rows).toEqual([{ n: '1' }])
    },
  },
  {
    name: 'rejects with the server’s error and its code',
    async run(pool) {
      await pool.query(enter, ['ann'])
      await expect(pool.query(enter, ['ann'])).rejects.toMatchObject({ code: '23505' })
      await expect(pool.query('SELEC')).rejects.toMatchObject({ code: '42601' })
      expect(await guests(pool)).toEqual(['ann'])
    },
  },
  {
    name: 'commits a transaction and answers what its function answers',
    async run(pool) {
      const answer = await postgresTransaction(pool, async (transaction) => {
        await transaction.query(enter, ['ann'])
        return (await transaction.query(enter, ['bob'])).count
      })
      expect(answer).toBe(1)
      expect(await guests(pool)).toEqual(['ann', 'bob'])
    },
  },
  {
    name: 'rolls a transaction back and rejects with what its function rejected with',
    async run(pool) {
      const thrown = new Error('no room')
      for (let i = 0; i < 20; i++) {
        const run = postgresTransaction(pool, async (transaction) => {
          await transaction.query(enter, ['ann'])
          throw thrown
        })
        await expect(run).rejects.toBe(thrown)
      }
      expect(await guests(pool)).toEqual([])
      await expectAllBack(pool)
    },
  },
  {
    name: 'does not call a transaction committed in which a statement failed unnoticed',
    async run(pool) {
      const run = postgresTransaction(pool, async (transaction) => {
        await transaction.query(enter, ['ann'])
        await transaction.query('SELECT 1 / 0').catch(() => {})
      })
      await expect(run).rejects.toThrow('nothing was committed')
      expect(await guests(pool)).toEqual([])
    },
  },
  {
    name: 'isolates a transaction as it was told to',
    async run(pool) {
      for (const isolation of ['read committed', 'repeatable read', 'serializable'] as const) {
        const shown = await postgresTransaction(
          pool,
          (transaction) => transaction.query('SHOW transaction_isolation'),
          { isolation },
        )
        expect(shown.rows).toEqual([{ transaction_isolation: isolation }])
      }
      for (const isolation of ['SERIALIZABLE; DROP TABLE door', 'constructor', null]) {
        await expect(
          postgresTransaction(pool, () => Promise.resolve(), { isolation: isolation as never }),
        ).rejects.toThrow(TypeError)
      }
    },
  },
  {
    name: 'runs read-modify-write transactions one after the other',
    async run(pool) {
      await pool.query(enter, ['ann'])
      const increment = () =>
        postgresTransaction(pool, async (transaction) => {
          const { rows } = await transaction.query<{ n: number }>('SELECT n FROM door FOR UPDATE')
          await transaction.query('UPDATE door SET n = $1', [(rows[0]?.n ?? 0) + 1])
        })
      await Promise.all(Array.from({ length: 30 }, increment))
      expect((await pool.query('SELECT n FROM door')).rows).toEqual([{ n: 30 }])
    },
  },
  {
    name: 'begins a transaction again after a conflict, as often as it was told to',
    async run(pool) {
      let runs = 0
      const conflict = (code: string, times: number) =>
        postgresTransaction(
          pool,
          async (transaction) => {
            await transaction.query(enter, [`${code} ${runs++}`])
            if (runs <= times) throw Object.assign(new Error('conflict'), { code })
          },
          { retries: 2 },
        )
      await conflict('40001', 2)
      expect(await guests(pool)).toEqual(['40001 2'])
      runs = 0
      await expect(conflict('40P01', 3)).rejects.toMatchObject({ code: '40P01' })
      expect(runs).toBe(3)
      runs = 0
      await expect(conflict('23505', 1)).rejects.toMatchObject({ code: '23505' })
      expect(runs).toBe(1)
      await expectAllBack(pool)
    },
  },
  {
    name: 'commits each statement of a connection that began no transaction',
    async run(pool) {
      const connection = await pool.connect()
      await connection.query(enter, ['kept'])
      await expect(connection.query('SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' })
      connection.release()
      expect(await guests(pool)).toEqual(['kept'])
      await expectAllBack(pool)
    },
  },
  {
    name: 'ends a transaction that was left open when its connection is released',
    async run(pool) {
      for (const statement of ['SELECT 1', 'SELECT 1 / 0']) {
        const connection = await pool.connect()
        await connection.query('BEGIN')
        await connection.query(enter, ['left'])
        await connection.query(statement).catch(() => {})
        connection.release()
        await pool.query('SELECT 1')
        await pool.query(enter, [statement])
      }
      expect(await guests(pool)).toEqual(['SELECT 1', 'SELECT 1 / 0'])
      await expectAllBack(pool)
    },
  },
  {
    name: 'takes no statement over a connection that was released',
    async run(pool) {
      const connection = await pool.connect()
      connection.release()
      connection.release()
      await expect(connection.query('SELECT 1')).rejects.toThrow('was released')
      await expectAllBack(pool)
    },
  },
  ...[
    'plain',
    'Mixed Case',
    'a"b',
    '"',
    `'; DROP TABLE door; --`,
    '$1',
    'дверь',
    'x'.repeat(63),
  ].map((channel) => ({
    name: `hears what is published to ${channel} and nothing else`,
    run: async (pool: PostgresPool) => {
      const notes = takeNotes()
      const publish = 'SELECT pg_notify($1, $2)'
      const stop = await pool.subscribe(channel, notes)
      await pool.query(publish, [channel, 'one'])
      await pool.query(publish, [`${channel.slice(0, 40)}!`, 'not for us'])
      await postgresTransaction(pool, async (transaction) => {
        await transaction.query(publish, [channel, 'rolled back'])
        throw new Error('undo')
      }).catch(() => {})
      await postgresTransaction(pool, async (transaction) => {
        await transaction.query(publish, [channel, 'zwei ☃'])
        await transaction.query(publish, [channel, ''])
      })
      await until(notes, 'heard ')
      expect(notes.all).toEqual(['heard one', 'heard zwei ☃', 'heard '])
      stop()
    },
  })),
  ...['', 'x'.repeat(64), 'ü'.repeat(32), 'a\0b'].map((channel) => ({
    name: `does not listen to the channel ${JSON.stringify(channel)}`,
    run: async (pool: PostgresPool) => {
      await expect(pool.subscribe(channel, takeNotes())).rejects.toThrow(RangeError)
      await expectAllBack(pool)
    },
  })),
  {
    name: 'hears nothing after a subscription was stopped, twice over, while another goes on',
    async run(pool) {
      const [first, second] = [takeNotes(), takeNotes()]
      const stopFirst = await pool.subscribe('Door', first)
      const stopSecond = await pool.subscribe('Door', second)
      stopFirst()
      stopFirst()
      await pool.query(`SELECT pg_notify('Door', 'open')`)
      await until(second, 'heard open')
      expect(first.all).toEqual([])
      stopSecond()
    },
  },
]
