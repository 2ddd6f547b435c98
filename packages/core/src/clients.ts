export { expectingTables } from './clients/expecting-tables.ts'
export type { Feed, FeedListener, Unsubscribe } from './clients/feed.ts'
export { fromIoredis, type IoredisClient, type IoredisSubscriber } from './clients/from-ioredis.ts'
export {
  fromNodeRedis,
  type NodeRedisClient,
  type NodeRedisSubscriber,
} from './clients/from-node-redis.ts'
export { type FromPgOptions, fromPg } from './clients/from-pg.ts'
export {
  fromPglite,
  type PgliteDatabase,
  type PgliteOptions,
  type PgliteQueries,
  type PgliteResult,
  type PgliteTransaction,
} from './clients/from-pglite.ts'
export type { PgClient, PgNotification, PgPool, PgResult } from './clients/pg-pool.ts'
export {
  type PostgresConnection,
  type PostgresPool,
  type PostgresQueries,
  type PostgresResult,
  type PostgresValue,
  quoteIdentifier,
} from './clients/postgres.ts'
export {
  type PostgresTransactionOptions,
  postgresTransaction,
} from './clients/postgres-transaction.ts'
export {
  type RedisArgument,
  type RedisClient,
  type RedisReply,
  type RedisScript,
  redisScript,
} from './clients/redis.ts'
export {
  type SharedSqliteOptions,
  type SqliteDatabase,
  type SqliteStatement,
  type SqliteValue,
  sharedSqlite,
  sqliteTransaction,
} from './clients/sqlite.ts'
