import { demandOptions } from '@sallyport/core'
import type { RedisClient } from '@sallyport/core/clients'
import type { KeyRecord } from '../record.ts'
import type { KeyStore, StoredKey } from '../store.ts'
import { type RedisNames, redisNames } from './redis-names.ts'
import { factsOf, recordOf, textOf, useOf, wantedFacts } from './redis-record.ts'
import { insertScript, pageScript, replaceScript, touchScript } from './redis-scripts.ts'

/** How keys are kept in Redis. */
export interface RedisKeyStoreOptions {
  /** What every key of Redis begins with, in braces: 1 to 100 plain characters. @default 'sallyport:keys' */
  readonly prefix?: string
}

/**
 * Keeps keys in Redis 7 or later, for any number of machines. Everything is one round trip, a read
 * or one script; only a page is more, one for each 1,000 keys it has to look at. Pages are read
 * from an index of a parent, an owner, a tenant or all keys, whichever is the smallest that has all
 * they ask for; the rest of the query is looked for there.
 *
 * Nothing expires: Redis is where the keys are, so it must keep them (`appendonly yes`, and
 * `maxmemory-policy` with no `allkeys-`). What it forgets is undone, and a replica that takes over
 * may know less: a key that was revoked the moment before is valid again.
 *
 * On a cluster all keys of a store are on one server, because they share the hash tag `{prefix}`:
 * an owner's keys are counted, and an index is read, in one step.
 *
 * @throws TypeError or RangeError for a client or an option that cannot be used.
 *
 * @example
 * ```ts no-run needs a server
 * import { apiKeys } from '@sallyport/api-keys'
 * import { redisKeyStore } from '@sallyport/api-keys/redis'
 * import { fromNodeRedis } from '@sallyport/core/clients'
 * import { createClient } from 'redis'
 *
 * const client = createClient({ url: 'redis://localhost', disableOfflineQueue: true })
 * client.on('error', (error) => console.error('redis', error))
 * await client.connect()
 * const store = redisKeyStore(fromNodeRedis(client))
 * const keys = apiKeys({ store, prefix: 'acme', env: 'live' })
 * ```
 */
export function redisKeyStore(
  client: Pick<RedisClient, 'command' | 'subscribe'>,
  options: RedisKeyStoreOptions = {},
): KeyStore {
  demandOptions('api-keys: redisKeyStore()', options, ['prefix'])
  const names = redisNames(checked(client, options))
  const { records, uses } = names
  return {
    async get(id) {
      const text = await client.command(['HGET', records, id])
      return text === null ? undefined : recordOf(text)
    },
    async insert(record, maxPerOwner = Number.POSITIVE_INFINITY) {
      const most = maxPerOwner === Number.POSITIVE_INFINITY ? '' : maxPerOwner
      const keys = [records, names.unrevokedOf(record), ...names.indexesOf(record)]
      const args = [record.id, textOf(record), most, record.revokedAt === null ? 1 : 0]
      const reply = await insertScript(client, keys, args)
      if (reply === 'inserted' || reply === 'exists' || reply === 'too_many') return reply
      throw new Error(`api-keys: Redis answered an insert with ${JSON.stringify(reply)}`)
    },
    replace: (record, version) => replace(client, names, record, version),
    async touch(touches) {
      if (touches.length === 0) return
      const args = touches.flatMap((one) => [one.id, one.at, one.previousAt ?? '', one.count])
      await touchScript(client, [records, uses], args)
    },
    async page(query, after, limit) {
      const keys = [records, uses, names.indexFor(query)]
      const page: StoredKey[] = []
      let from = after === undefined ? '-' : `(${after}`
      while (from !== '' && page.length < limit) {
        const args = [from, limit - page.length, mostLookedAt, ...wantedFacts(query)]
        from = pagePart(await pageScript(client, keys, args), page)
      }
      return page
    },
    async check() {
      await client.command(['HLEN', records])
      return { ok: true }
    },
    subscribe: (listener) => client.subscribe(names.replaced, listener),
  }
}

// A script keeps everybody else waiting.
const mostLookedAt = 1_000

/** Asks again only for a key that changes hands: then it leaves sets that the first question did not name. */
async function replace(
  client: Pick<RedisClient, 'command'>,
  names: RedisNames,
  record: KeyRecord,
  version: number,
): Promise<boolean> {
  const head = [names.replaced, record.id, version]
  const sets = [...names.indexesOf(record), names.unrevokedOf(record)]
  const stays = [...names.indexesOf(record).map(() => 1), record.revokedAt === null ? 1 : 0]
  let old = record
  for (;;) {
    const left = old === record ? [] : [...names.indexesOf(old), names.unrevokedOf(old)]
    const args = [...head, factsOf(old), textOf(record), ...left.map(() => 0), ...stays]
    const reply = await replaceScript(client, [names.records, ...left, ...sets], args)
    if (reply === 'replaced' || reply === 'other') return reply === 'replaced'
    old = recordOf(reply)
  }
}

/** Adds a part to a page; where the next one begins, '' at the end. */
function pagePart(reply: Awaited<ReturnType<RedisClient['command']>>, page: StoredKey[]): string {
  if (!Array.isArray(reply) || reply.length % 2 === 0) {
    throw new Error(`api-keys: Redis answered a page with ${JSON.stringify(reply)}`)
  }
  for (let i = 1; i < reply.length; i += 2) {
    page.push({ record: recordOf(reply[i]), use: useOf(reply[i + 1]) })
  }
  return String(reply[0])
}

function checked(
  client: Pick<RedisClient, 'command' | 'subscribe'>,
  { prefix = 'sallyport:keys' }: RedisKeyStoreOptions,
): string {
  for (const method of ['command', 'subscribe'] as const) {
    if (typeof client?.[method] !== 'function') {
      throw new TypeError(
        `api-keys: "client" must have a method ${method}, as fromNodeRedis gives it, got ${typeof client}`,
      )
    }
  }
  if (typeof prefix !== 'string') {
    throw new TypeError(`api-keys: "prefix" must be text, got ${typeof prefix}`)
  }
  if (!plainPrefix.test(prefix)) {
    throw new RangeError(
      `api-keys: "prefix" must be 1 to 100 plain characters without braces, got ${JSON.stringify(prefix)}`,
    )
  }
  return prefix
}

// A brace would end the hash tag before its time.
const plainPrefix = /^[!-z|~]{1,100}$/
