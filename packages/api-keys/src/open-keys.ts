import {
  noAudit,
  noMetrics,
  systemClock,
  systemMonotonic,
  systemRandom,
  systemTimers,
  type Timers,
} from '@sallyport/core'
import type { Unsubscribe } from '@sallyport/core/clients'
import { defineScopes, type Scopes } from '@sallyport/scopes'
import type { ApiKeysOptions } from './api-keys.ts'
import { createCache } from './cache.ts'
import { containedMetrics } from './contained-metrics.ts'
import { createDigester } from './digest.ts'
import { envName, longestPrefix, prefixName } from './format.ts'
import { hearFeed } from './hear-feed.ts'
import { createImported } from './imported.ts'
import type { Keys } from './keys.ts'
import { lostUses } from './lost-uses.ts'
import { neverBack } from './never-back.ts'
import { readReady } from './read-ready.ts'
import { createReadier } from './ready.ts'
import { createRehash } from './rehash.ts'
import { contained, type OnStoreError } from './store-error.ts'
import { createUsage } from './usage.ts'

const mostUsed = 100_000
/** The scope that lets a key mint others, in whatever registry. */
const mintScope = 'api_keys:mint'

/** Keys, how to write what they hold, and how to let go of it. */
export interface OpenKeys {
  readonly keys: Keys
  flush(): Promise<void>
  close(): Promise<void>
}

/** Checks the options, and begins to write uses and to hear the store's feed. */
export function openKeys<S extends string, R extends string>(
  options: ApiKeysOptions<S, R>,
): OpenKeys {
  const { store, prefix, env, pepper = [], limits, flushMs = 30_000 } = options
  const { clock = systemClock, monotonic = systemMonotonic, random = systemRandom } = options
  const { audit = noAudit, timers = systemTimers } = options
  const metrics = containedMetrics(options.metrics ?? noMetrics)
  demandName('prefix', prefix, prefixName, 'lower-case words with underscores between')
  demandName('env', env, envName, '1 to 16 lower-case letters and digits')
  const tell = contained(options.onStoreError ?? (() => {}))
  // A registry knows its own names; the verbs read them from data.
  const scopes = (options.scopes ?? defineScopes({ scopes: [mintScope] })) as Scopes
  const readier = createReadier(scopes)
  const digester = createDigester(pepper)
  const onLost = lostUses(metrics, tell)
  const usage = createUsage({ write: (given) => store.touch(given), mostKeys: mostUsed, onLost })
  const cache = createCache(readReady(store, readier, tell), monotonic, options.cache ?? {})
  const rehash = createRehash({ store, forget: cache.forget, onError: tell, monotonic })
  const keys: Keys = {
    store,
    prefix,
    env,
    scopes,
    limits,
    mint: scopes.names.includes(mintScope) ? scopes.allOf(mintScope) : undefined,
    digester,
    imported: createImported({ read: options.imported, own: digester, onError: tell }),
    clock: neverBack(clock),
    random,
    audit,
    metrics,
    usage,
    rehash,
    readier,
    find: cache.find,
    forget: cache.forget,
  }
  const unsubscribe = hearFeed({ store, cache, timers, tell })
  return { keys, ...attended(keys, unsubscribe, timers, flushMs, tell) }
}

/** Writes uses now and then, and hears the store's feed, until it is closed. */
function attended(
  { usage, rehash }: Keys,
  unsubscribe: Unsubscribe,
  timers: Timers,
  flushMs: number,
  tell: OnStoreError,
): Omit<OpenKeys, 'keys'> {
  const stop = timers.each(flushMs, () => {
    usage.flush().catch(tell)
  })
  const flush = async (): Promise<void> => {
    await rehash.settled()
    await usage.flush()
  }
  let closed: Promise<void> | undefined
  const end = async (): Promise<void> => {
    stop()
    try {
      await flush()
    } catch (error) {
      // What could not be written is kept: whoever closes again tries again.
      closed = undefined
      throw error
    } finally {
      unsubscribe()
    }
  }
  return {
    flush,
    close() {
      closed ??= end()
      return closed
    },
  }
}

// A form by itself takes `undefined` for a word.
function demandName(option: string, given: string, form: RegExp, must: string): void {
  if (form.test(given ?? '') && given.length <= longestPrefix) return
  throw new RangeError(`api-keys: "${option}" must be ${must}, got ${JSON.stringify(given)}`)
}
