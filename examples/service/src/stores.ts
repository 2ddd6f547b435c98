import { type apiKeys, memoryKeyStore } from '@sallyport/api-keys'
import { postgresKeyStore } from '@sallyport/api-keys/postgres'
import { sqliteKeyStore } from '@sallyport/api-keys/sqlite'
import type { MonotonicClock, Secret } from '@sallyport/core'
import {
  fromIoredis,
  fromPg,
  type PostgresPool,
  type RedisClient,
  sharedSqlite,
} from '@sallyport/core/clients'
import type { limits } from '@sallyport/limits'
import { redisLimitStore } from '@sallyport/limits/redis'
import { memoryDeliveryStore } from '@sallyport/webhook-auth'
import { redisDeliveryStore } from '@sallyport/webhook-auth/redis'
import type { DataFolder } from './data-folder.ts'
import type { Settings } from './settings.ts'
import { badConfiguration, StartError } from './start-error.ts'
import { storeServer } from './store-server.ts'

type KeyStore = Parameters<typeof apiKeys>[0]['store']
type LimitStore = NonNullable<Parameters<typeof limits>[0]['store']>
type DeliveryStore = ReturnType<typeof memoryDeliveryStore> | ReturnType<typeof redisDeliveryStore>

/** What the service keeps, and where: by itself, or for all of its instances. */
export interface Stores {
  readonly keys: KeyStore
  /** Undefined is this process's memory. */
  readonly limits: LimitStore | undefined
  readonly deliveries: DeliveryStore
  /** For flags and blocked networks. */
  readonly redis: RedisClient | undefined
  /** When nobody asks any more. */
  close(): Promise<void>
}

/**
 * Opens what the settings name: keys in Postgres, limits, deliveries, flags and blocked networks in Redis, the same
 * for all instances; or keys in the data folder, and the rest in memory. Rejects with a StartError while a server that
 * is named does not answer: an instance that does not know who is blocked must let nobody in.
 */
export async function openStores(
  { databaseUrl, redisUrl }: Settings,
  { keysFile }: DataFolder,
  time: { readonly monotonic?: MonotonicClock },
): Promise<Stores> {
  const keys =
    databaseUrl !== undefined
      ? await keysInPostgres(databaseUrl)
      : keysFile !== undefined
        ? keysInFile(keysFile)
        : { store: memoryKeyStore(), close() {} }
  const shared =
    redisUrl === undefined
      ? undefined
      : await redisAt(redisUrl).catch(async (error: unknown) => {
          await keys.close()
          throw error
        })
  const redis = shared?.redis
  const close = async (): Promise<void> => {
    shared?.close()
    await keys.close()
  }
  let closed: Promise<void> | undefined
  return {
    keys: keys.store,
    limits: redis && redisLimitStore(redis, { prefix: 'orders:limits' }),
    deliveries: redis
      ? redisDeliveryStore(redis, { prefix: 'orders:deliveries' })
      : memoryDeliveryStore(time),
    redis,
    close() {
      closed ??= close()
      return closed
    },
  }
}

// Each only where it is asked for: they take a while to load, and on Node 22 SQLite warns that it is new.

async function keysInPostgres(url: Secret) {
  const { DatabaseError, Pool } = await import('pg')
  const server = storeServer('Postgres', 'DATABASE_URL', url)
  const connectionTimeoutMillis = 10_000
  const pool = new Pool({
    connectionString: url.reveal(),
    keepAlive: true,
    connectionTimeoutMillis,
  })
  pool.on('error', server.lost)
  const asked = fromPg(pool)
  const isAnswer = (error: unknown): boolean => error instanceof DatabaseError
  const postgres: PostgresPool = {
    ...asked,
    query: (text, values) => server.answering(asked.query(text, values), isAnswer),
    connect: () => server.answering(asked.connect(), isAnswer),
  }
  const store = postgresKeyStore(postgres)
  try {
    await store.migrate()
  } catch (error) {
    await pool.end()
    throw server.away(error instanceof Error ? (error.cause ?? error) : error)
  }
  return { store, close: () => pool.end() }
}

function keysInFile(file: string) {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
  const db = new DatabaseSync(file)
  try {
    return { store: sqliteKeyStore(sharedSqlite(db)), close: () => db.close() }
  } catch (cause) {
    db.close()
    const { message } = cause as Error
    throw new StartError(`${file} cannot be used: ${message}; bring it back, or set DATA_DIR`, {
      exitCode: badConfiguration,
      cause,
    })
  }
}

async function redisAt(url: Secret) {
  const { Redis, ReplyError } = await import('ioredis')
  const server = storeServer('Redis', 'REDIS_URL', url)
  // One at a time, at once or not: what nobody answers must be refused, and not wait in a queue.
  const client = new Redis(url.reveal(), { maxRetriesPerRequest: 0, lazyConnect: true })
  let reason: unknown
  client.on('error', (error: unknown) => {
    reason = error
  })
  client.on('ready', () => {
    reason = undefined
  })
  try {
    await client.connect()
  } catch (error) {
    client.disconnect()
    throw server.away(reason ?? error)
  }
  client.on('error', server.lost)
  const asked = fromIoredis(client)
  const isAnswer = (error: unknown): boolean => error instanceof ReplyError
  const redis: RedisClient = {
    ...asked,
    command: (args) => server.answering(asked.command(args), isAnswer, reason),
  }
  return { redis, close: () => client.disconnect() }
}
