import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { type SqliteDatabase, sharedSqlite, sqliteTransaction } from '@sallyport/core/clients'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let folder: string
let opened: DatabaseSync[]
const open = (): DatabaseSync => {
  const db = new DatabaseSync(join(folder, 'test.db'))
  opened.push(db)
  return db
}
const names = (db: SqliteDatabase): unknown[] =>
  db
    .prepare('SELECT name FROM guest ORDER BY name')
    .all()
    .map((row) => (row as { name: string }).name)

beforeEach(() => {
  opened = []
  folder = mkdtempSync(join(tmpdir(), 'sqlite-'))
})
afterEach(() => {
  for (const db of opened) db.close()
  rmSync(folder, { recursive: true })
})

describe('sqliteTransaction', () => {
  let db: DatabaseSync
  beforeEach(() => {
    db = open()
    db.exec('CREATE TABLE guest (name TEXT PRIMARY KEY)')
  })
  const add = (name: string) => db.prepare('INSERT INTO guest VALUES (?)').run(name).changes

  it('commits and answers what its function answers', () => {
    expect(sqliteTransaction(db, () => add('ann'))).toBe(1)
    expect(names(open())).toEqual(['ann'])
  })

  it('rolls back and throws what its function threw', () => {
    const thrown = new Error('no room')
    const run = () =>
      sqliteTransaction(db, () => {
        add('ann')
        throw thrown
      })
    expect(run).toThrow(thrown)
    expect(names(db)).toEqual([])
    expect(sqliteTransaction(db, () => add('bob'))).toBe(1)
  })

  it('throws the first error when there is nothing left to roll back', () => {
    const thrown = new Error('the disk is full')
    const run = () =>
      sqliteTransaction(db, () => {
        db.exec('ROLLBACK')
        throw thrown
      })
    expect(run).toThrow(thrown)
  })

  it('rolls back when the commit is refused', () => {
    db.exec(
      'CREATE TABLE visit (name TEXT REFERENCES guest(name) DEFERRABLE INITIALLY DEFERRED) STRICT',
    )
    const run = () => sqliteTransaction(db, () => db.exec(`INSERT INTO visit VALUES ('nobody')`))
    expect(run).toThrow('FOREIGN KEY')
    expect(db.isTransaction).toBe(false)
    expect(db.prepare('SELECT * FROM visit').all()).toEqual([])
  })

  it('refuses an asynchronous function and undoes what that did so far', () => {
    const run = async () => {
      add('ann')
    }
    expect(() => sqliteTransaction(db, run as () => unknown)).toThrow(TypeError)
    expect(names(db)).toEqual([])
  })

  it('is refused inside another, which goes on untouched', () => {
    sqliteTransaction(db, () => {
      add('ann')
      expect(() => sqliteTransaction(db, () => add('bob'))).toThrow('within a transaction')
      add('cid')
    })
    expect(names(db)).toEqual(['ann', 'cid'])
  })

  it('holds the write lock from its beginning, before it has written', () => {
    const other = open()
    sqliteTransaction(db, () => {
      expect(() => sqliteTransaction(other, () => {})).toThrow('locked')
    })
    sqliteTransaction(other, () => {})
  })
})

describe('sharedSqlite', () => {
  it('gives the connection back, with a log of its own and patience', () => {
    const db = open()
    expect(sharedSqlite(db, { busyTimeoutMs: 20 })).toBe(db)
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
    expect(db.prepare('PRAGMA busy_timeout').get()).toEqual({ timeout: 20 })
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
  })

  it('waits five seconds unless told otherwise', () => {
    expect(sharedSqlite(open()).prepare('PRAGMA busy_timeout').get()).toEqual({ timeout: 5000 })
  })

  it.each([-1, 0.5, Number.NaN, '1; DROP TABLE guest' as never])('refuses %s', (busyTimeoutMs) => {
    expect(() => sharedSqlite(open(), { busyTimeoutMs })).toThrow(RangeError)
  })

  it('waits for whoever writes a file that is not shared yet', async () => {
    const writer = open()
    writer.exec('CREATE TABLE guest (name TEXT); BEGIN IMMEDIATE')
    const script = join(import.meta.dirname, 'fixtures/open-sqlite.ts')
    const args = ['--no-warnings', script, join(folder, 'test.db')]
    const other = execFile(process.execPath, args)
    const ended = once(other, 'exit')
    const said: string[] = []
    other.stdout?.on('data', (text) => said.push(String(text)))
    await expect.poll(() => said.join(''), { timeout: 20_000 }).toContain('opens')
    // real time: one that does not wait has failed by then.
    const early = await Promise.race([ended, new Promise((go) => setTimeout(go, 250, 'waits'))])
    writer.exec('COMMIT')
    expect(early).toBe('waits')
    expect(await ended).toEqual([0, null])
    expect(said.join('')).toMatch(/wal$/)
  })

  it('lets processes open one new file at once and count in it exactly', async () => {
    const script = join(import.meta.dirname, 'fixtures/count-in-sqlite.ts')
    const file = join(folder, 'count.db')
    await Promise.all(
      Array.from({ length: 6 }, () =>
        promisify(execFile)(process.execPath, ['--no-warnings', script, file, '50']),
      ),
    )
    const db = new DatabaseSync(file)
    opened.push(db)
    expect(db.prepare('SELECT n FROM count').get()).toEqual({ n: 300 })
  })
})
