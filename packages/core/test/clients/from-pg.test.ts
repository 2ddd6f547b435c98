import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fromPg, type PostgresPool, postgresTransaction } from '@sallyport/core/clients'
import { type ManualTime, manualTime } from '@sallyport/core/testing'
import { missing, type Server, startPostgres } from '@sallyport-scripts/services'
import { Pool } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { postgresCases } from './postgres-cases.ts'
import { takeNotes, until } from './take-notes.ts'

const retryMs = 500

describe.skipIf(missing('postgres', 'fromPg'))('fromPg', () => {
  let server: Server
  let time: ManualTime
  let pg: Pool
  let pool: PostgresPool

  beforeAll(async () => {
    server = await startPostgres()
  })
  afterAll(() => server?.stop())
  beforeEach(async () => {
    await server.up()
    time = manualTime()
    pg = new Pool({ connectionString: server.url, max: 4 })
    pg.on('error', () => {})
    pool = fromPg(pg, { timers: time.timers, retryMs })
    await pool.query('DROP TABLE IF EXISTS door')
    await pool.query('CREATE TABLE door (guest TEXT PRIMARY KEY, n INT NOT NULL DEFAULT 0)')
  })
  afterEach(() => pg?.end())

  it.each(postgresCases)('$name', ({ run }) => run(pool))

  /** Breaks the connections whose last statement was like this. */
  const terminate = (statement: string) =>
    pool.query(
      'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE query LIKE $1 AND pid <> pg_backend_pid()',
      [statement],
    )

  it('begins again after a real conflict of serializable transactions', async () => {
    await pool.query(`INSERT INTO door VALUES ('ann', 1), ('bob', 1)`)
    let runs = 0
    let bothHaveRead = (): void => {}
    const read = new Promise<void>((resolve) => {
      bothHaveRead = resolve
    })
    const leaveIfNotLast = (guest: string) =>
      postgresTransaction(
        pool,
        async (transaction) => {
          const { rows } = await transaction.query<{ n: string }>('SELECT sum(n) AS n FROM door')
          if (++runs === 2) bothHaveRead()
          await read
          if (rows[0]?.n !== '2') return 'stays'
          await transaction.query('UPDATE door SET n = 0 WHERE guest = $1', [guest])
          return 'left'
        },
        { isolation: 'serializable', retries: 1 },
      )
    const ends = await Promise.all([leaveIfNotLast('ann'), leaveIfNotLast('bob')])
    expect(ends.toSorted()).toEqual(['left', 'stays'])
    expect(runs).toBe(3)
  })

  it('survives the break of a connection between two statements', async () => {
    const connection = await pool.connect()
    await connection.query(`SELECT 'between'`)
    await terminate(`SELECT 'between'`)
    await expect(connection.query('SELECT 1')).rejects.toThrow()
    expect(pg.totalCount).toBe(2)
    connection.release()
    expect(pg.totalCount).toBe(1)
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })

  it('closes the connection of a transaction that could not be rolled back', async () => {
    const run = postgresTransaction(pool, async (transaction) => {
      await transaction.query(`SELECT 'broken'`)
      await terminate(`SELECT 'broken'`)
      await transaction.query('SELECT 1')
    })
    await expect(run).rejects.toThrow()
    expect(pg.totalCount).toBe(1)
    expect(pg.idleCount).toBe(1)
  })

  it('closes a connection that is released with an error, and leaves no listener on others', async () => {
    const kept = await pg.connect()
    const before = kept.listenerCount('error')
    kept.release()
    for (let i = 0; i < 20; i++) (await pool.connect()).release()
    const again = await pg.connect()
    expect(again).toBe(kept)
    expect(again.listenerCount('error')).toBe(before)
    again.release()
    ;(await pool.connect()).release(new Error('doubtful'))
    expect(pg.totalCount).toBe(0)
    ;(await pool.connect()).release('doubtful')
    expect(pg.totalCount).toBe(0)
  })

  it('closes the connection of a subscription that was stopped', async () => {
    const stop = await pool.subscribe('door', takeNotes())
    const counts = [pg.totalCount]
    stop()
    expect([...counts, pg.totalCount]).toEqual([1, 0])
  })

  it('tells of a broken subscription, and of its return after the pause', async () => {
    const notes = takeNotes()
    const stop = await pool.subscribe('door', notes)
    await terminate('LISTEN%')
    await until(notes, 'lost')
    time.advance(retryMs - 1)
    expect(notes.all).toEqual(['lost'])
    time.advance(1)
    await until(notes, 'restored')
    await pool.query(`SELECT pg_notify('door', 'open')`)
    await until(notes, 'heard open')
    expect(notes.all).toEqual(['lost', 'restored', 'heard open'])
    stop()
  })

  it('tells of each failed attempt while the server is down', async () => {
    const notes = takeNotes()
    const stop = await pool.subscribe('door', notes)
    await server.down()
    await until(notes, 'lost')
    for (let i = 0; i < 3; i++) {
      time.advance(retryMs)
      await until(notes, 'lost')
    }
    await server.up()
    time.advance(retryMs)
    await until(notes, 'restored')
    await pool.query(`SELECT pg_notify('door', 'open')`)
    await until(notes, 'heard open')
    expect(notes.all).toEqual(['lost', 'lost', 'lost', 'lost', 'restored', 'heard open'])
    stop()
    expect(pg.totalCount).toBe(1)
  })

  it('does not listen again once stopped, in the pause or in an attempt', async () => {
    const [paused, trying] = [takeNotes(), takeNotes()]
    const stopPaused = await pool.subscribe('door', paused)
    const stopTrying = await pool.subscribe('door', trying)
    await terminate('LISTEN%')
    await Promise.all([until(paused, 'lost'), until(trying, 'lost')])
    stopPaused()
    time.advance(retryMs)
    stopTrying()
    await pool.query('SELECT 1')
    await pool.query('SELECT 1')
    time.advance(retryMs)
    await pool.query('SELECT 1')
    expect(paused.all).toEqual(['lost'])
    expect(trying.all).toEqual(['lost'])
    const { rows } = await pool.query(`SELECT 1 FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`)
    expect(rows).toEqual([])
  })

  it('rejects statements, transactions and subscriptions while the server is down', async () => {
    const notes = takeNotes()
    await server.down()
    await expect(pool.query('SELECT 1')).rejects.toThrow('ECONNREFUSED')
    await expect(pool.connect()).rejects.toThrow('ECONNREFUSED')
    await expect(postgresTransaction(pool, () => Promise.resolve())).rejects.toThrow('ECONNREFUSED')
    await expect(pool.subscribe('door', notes)).rejects.toThrow('ECONNREFUSED')
    time.advance(10 * retryMs)
    expect(notes.all).toEqual([])
    expect(pg.totalCount).toBe(0)
  })

  it('does not keep a process alive that only listens', async () => {
    const script = join(import.meta.dirname, 'fixtures/only-listen.ts')
    const { stdout } = await promisify(execFile)(process.execPath, [script, 'pg', server.url])
    expect(stdout).toBe('listening\n')
  })

  it.each([-1, Number.NaN, '1' as never])('refuses a pause of %s', (pause) => {
    expect(() => fromPg(pg, { retryMs: pause })).toThrow(RangeError)
  })
})
