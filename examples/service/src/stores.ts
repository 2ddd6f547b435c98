import { type apiKeys, memoryKeyStore } from '@sallyport/api-keys'
import { postgresKeyStore } from '@sallyport/api-keys/postgres'
import { sqliteKeyStore } from '@sallyport/api-keys/sqlite'
import type { MonotonicClock, Secret } from '@sallyport/core'
import { fromIoredis, fromPg, type RedisClient, sharedSqlite } from '@sallyport/core/clients'
import type { limits } from '@sallyport/limits'
import { redisLimitStore } from '@sallyport/limits/redis'
import { memoryDeliveryStore } from '@sallyport/webhook-auth'
import { redisDeliveryStore } from '@sallyport/webhook-auth/redis'
import type { Settings } from './settings.ts'

type KeyStore = Parameters<typeof apiKeys>[0]['store']
type LimitStore = NonNullable<Parameters<typeof limits>[0]['store']>
type DeliveryStore = ReturnType<typeof memoryDeliveryStore> | ReturnType<typeof redisDeliveryStore>

/** What the service keeps, and where: by itself, or for all of its instances. */
export interface Stores {
  readonly keys: KeyStore
  /** Whether keys outlive the process. */
  readonly keysAreKept: boolean
  /** Undefined is this process's memory. */
  readonly limits: LimitStore | undefined
  readonly deliveries: DeliveryStore
  /** For flags. */
  readonly redis: RedisClient | undefined
  /** When nobody asks any more. */
  close(): Promise<void>
}

/**
 * Opens what the settings name: keys in Postgres, limits, deliveries and flags in Redis, the same for all instances;
 * or keys in a file of SQLite, and the rest in memory.
 */
export async function openStores(
  { keysFile, databaseUrl, redisUrl }: Settings,
  time: { readonly monotonic?: MonotonicClock },
): Promise<Stores> {
  const keys =
    databaseUrl !== undefined
      ? await keysInPostgres(databaseUrl)
      : keysFile !== undefined
        ? keysInFile(keysFile)
        : { store: memoryKeyStore(), close() {} }
  const client = redisUrl === undefined ? undefined : await redisAt(redisUrl)
  const redis = client && fromIoredis(client)
  const close = async (): Promise<void> => {
    client?.disconnect()
    await keys.close()
  }
  let closed: Promise<void> | undefined
  return {
    keys: keys.store,
    keysAreKept: databaseUrl !== undefined || keysFile !== undefined,
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
  const { Pool } = await import('pg')
  const pool = new Pool({ connectionString: url.reveal(), keepAlive: true })
  pool.on('error', (error) => console.error('postgres', error))
  const store = postgresKeyStore(fromPg(pool))
  try {
    await store.migrate()
  } catch (error) {
    await pool.end()
    throw error
  }
  return { store, close: () => pool.end() }
}

function keysInFile(file: string) {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
  const db = new DatabaseSync(file)
  return { store: sqliteKeyStore(sharedSqlite(db)), close: () => db.close() }
}

async function redisAt(url: Secret) {
  const { Redis } = await import('ioredis')
  // One at a time, at once or not: what nobody answers must be refused, and not wait in a queue.
  const client = new Redis(url.reveal(), { maxRetriesPerRequest: 0 })
  return client.on('error', (error) => console.error('redis', error))
}
