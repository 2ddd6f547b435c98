import { fromPglite, type PostgresPool, postgresTransaction } from '@sallyport/core/clients'
import { type Pglite, startPglite } from '@sallyport-scripts/services'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { postgresCases } from './postgres-cases.ts'
import { takeNotes, until } from './take-notes.ts'

let pglite: Pglite
let pool: PostgresPool
beforeAll(async () => {
  pglite = await startPglite()
  pool = fromPglite(pglite.db)
  await pool.query('CREATE TABLE door (guest TEXT PRIMARY KEY, n INT NOT NULL DEFAULT 0)')
})
beforeEach(async () => {
  await pool.query('TRUNCATE door')
})
afterAll(() => pglite?.close())

describe('fromPglite', () => {
  it.each(postgresCases)('$name', ({ run }) => run(pool))

  it('lends its one connection to one after the other, in order', async () => {
    const order: string[] = []
    const first = await pool.connect()
    const second = pool.connect().then((connection) => {
      order.push('second')
      connection.release()
    })
    const third = pool.query('SELECT 1').then(() => order.push('third'))
    await first.query('SELECT 1')
    order.push('first')
    first.release()
    await Promise.all([second, third])
    expect(order).toEqual(['first', 'second', 'third'])
  })

  it('keeps everybody else out of a transaction: another wrapper, and the application', async () => {
    const other = fromPglite(pglite.db)
    let beside: Promise<unknown> | undefined
    const run = postgresTransaction(pool, async (transaction) => {
      await transaction.query(`INSERT INTO door VALUES ('undone')`)
      beside = Promise.all([
        pool.query(`INSERT INTO door VALUES ('by the pool')`),
        pglite.db.query(`INSERT INTO door VALUES ('by the application')`),
        pglite.db.transaction((tx) => tx.query(`INSERT INTO door VALUES ('by its transaction')`)),
        postgresTransaction(other, (tx) => tx.query(`INSERT INTO door VALUES ('by another')`)),
      ])
      await transaction.query('SELECT 1')
      throw new Error('undo')
    })
    await expect(run).rejects.toThrow('undo')
    await beside
    const { rows } = await pool.query('SELECT guest FROM door ORDER BY guest')
    expect(rows.map(({ guest }) => guest)).toEqual([
      'by another',
      'by its transaction',
      'by the application',
      'by the pool',
    ])
  })

  it('listens without holding the connection', async () => {
    const notes = takeNotes()
    const stop = await pool.subscribe('door', notes)
    await postgresTransaction(pool, (transaction) => transaction.query('NOTIFY door'))
    await until(notes, 'heard ')
    stop()
  })

  it('hears nothing that was under way when the subscription was stopped', async () => {
    const notes = takeNotes()
    const stop = await pool.subscribe('door', notes)
    const forget = pglite.db.onNotification(() => stop())
    // Its listeners are told one after the other, ours first; the second message finds it stopped.
    await pool.query(`SELECT pg_notify('door', n::text) FROM generate_series(1, 3) AS n`)
    expect(notes.all).toEqual(['heard 1'])
    forget()
  })

  it('rejects once the database is closed', async () => {
    await pglite.close()
    await expect(pool.query('SELECT 1')).rejects.toThrow('closed')
    await expect(pool.connect()).rejects.toThrow('closed')
    await expect(pool.subscribe('door', takeNotes())).rejects.toThrow('closed')
  })
})
