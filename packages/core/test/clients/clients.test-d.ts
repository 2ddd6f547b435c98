import type { DatabaseSync } from 'node:sqlite'
import type { PGlite, PGliteInterface } from '@electric-sql/pglite'
import {
  type Feed,
  fromIoredis,
  fromNodeRedis,
  fromPg,
  fromPglite,
  type IoredisClient,
  type NodeRedisClient,
  type PostgresPool,
  type PostgresQueries,
  type PostgresValue,
  type RedisClient,
  type RedisReply,
  type SqliteDatabase,
  sharedSqlite,
  sqliteTransaction,
} from '@sallyport/core/clients'
import type { Cluster, Redis } from 'ioredis'
import type { Client, Pool } from 'pg'
import type { createClient, createCluster, RESP_TYPES } from 'redis'
import { describe, expectTypeOf, it } from 'vitest'

type None = Record<never, never>

describe('the libraries as they are', () => {
  it('fit their wrappers without a cast', () => {
    expectTypeOf(fromPg).toBeCallableWith({} as Pool)
    expectTypeOf(fromPglite).toBeCallableWith({} as PGlite)
    expectTypeOf(fromPglite).toBeCallableWith({} as PGliteInterface)
    expectTypeOf(fromNodeRedis).toBeCallableWith({} as ReturnType<typeof createClient>)
    expectTypeOf(fromIoredis).toBeCallableWith({} as Redis)
    expectTypeOf<DatabaseSync>().toExtend<SqliteDatabase>()
  })

  it('fit however they were set up', () => {
    expectTypeOf(fromNodeRedis).toBeCallableWith(
      {} as ReturnType<
        typeof createClient<None, None, None, 2, { [RESP_TYPES.BLOB_STRING]: typeof Buffer }>
      >,
    )
    expectTypeOf(fromIoredis).toBeCallableWith({} as Redis<'resp3'>)
  })

  it('do not fit where the wrapper could not keep its word', () => {
    expectTypeOf<Cluster>().not.toExtend<IoredisClient>()
    expectTypeOf<ReturnType<typeof createCluster>>().not.toExtend<NodeRedisClient>()
    // @ts-expect-error a single client has no connection to lend
    fromPg({} as Client)
  })

  it('become what stores speak to', () => {
    expectTypeOf(fromPg).returns.toEqualTypeOf<PostgresPool>()
    expectTypeOf(fromPglite).returns.toEqualTypeOf<PostgresPool>()
    expectTypeOf(fromNodeRedis).returns.toEqualTypeOf<RedisClient>()
    expectTypeOf(fromIoredis).returns.toEqualTypeOf<RedisClient>()
    expectTypeOf<PostgresPool>().toExtend<Feed>()
    expectTypeOf<RedisClient>().toExtend<Feed>()
  })
})

describe('the shapes', () => {
  it('name what they give', () => {
    const { query } = {} as PostgresQueries
    expectTypeOf(query('').then(({ rows }) => rows)).resolves.toEqualTypeOf<
      readonly Record<string, unknown>[]
    >()
    expectTypeOf(query<{ id: string }>('').then(({ rows }) => rows)).resolves.toEqualTypeOf<
      readonly { id: string }[]
    >()
    expectTypeOf<RedisClient['command']>().returns.resolves.toEqualTypeOf<RedisReply>()
    expectTypeOf(sharedSqlite({} as DatabaseSync)).toEqualTypeOf<DatabaseSync>()
  })

  it('take values that every client understands', () => {
    expectTypeOf<[string, number, bigint, boolean, null, Date, Uint8Array, string[]]>().toExtend<
      PostgresValue[]
    >()
    expectTypeOf<undefined>().not.toExtend<PostgresValue>()
    expectTypeOf<{ a: 1 }>().not.toExtend<PostgresValue>()
  })

  it('refuse an asynchronous transaction of SQLite', () => {
    const db = {} as SqliteDatabase
    expectTypeOf(sqliteTransaction(db, () => 1)).toEqualTypeOf<number>()
    expectTypeOf(sqliteTransaction(db, () => {})).toEqualTypeOf<void>()
    // @ts-expect-error it would commit before the work is done
    sqliteTransaction(db, async () => 1)
  })
})
