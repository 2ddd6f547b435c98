import { type SourceState, settingsSource } from '@sallyport/controls'
import { redisSource } from '@sallyport/controls/redis'
import type { AuditParty, Check } from '@sallyport/core'
import type { RedisClient } from '@sallyport/core/clients'
import {
  type ChangedBy,
  type NetworkEntry,
  type NetworkList,
  networkList,
} from '@sallyport/network'
import type { Sinks } from './keys.ts'

/** Blocked networks: the same on all instances that share a Redis. */
export interface Blocked {
  /** As it was last known. */
  readonly list: NetworkList
  /** Blocks a network here at once, and elsewhere when they have heard of it. Rejects, and has changed nothing, where Redis is away. */
  add(entry: NetworkEntry, actor: AuditParty): Promise<void>
  /** Lets a network in again, in whatever spelling it was blocked. Whether it was. */
  remove(network: string, actor: AuditParty): Promise<boolean>
  readonly check: Check
  close(): void
}

/** Opens the list where it is kept. It is known when it resolves. */
export async function openBlocked(redis: RedisClient | undefined, sinks: Sinks): Promise<Blocked> {
  const source = redis ? redisSource(redis, { key: 'orders:blocked' }) : settingsSource()
  const list = networkList([], { name: 'blocked', ...sinks })
  let isClosed = false
  let tail: Promise<unknown> = Promise.resolve()
  // What is read must not undo what is being added.
  const inTurn = <T>(job: () => Promise<T>): Promise<T> => {
    const run = tail.then(job)
    tail = run.catch(() => {})
    return run
  }
  let asked: Promise<void> | undefined
  const refresh = (): Promise<void> => {
    asked ??= inTurn(async () => {
      asked = undefined
      const entries = isClosed ? list.entries() : entriesOf(await source.read())
      if (textOf(entries) !== textOf(list.entries())) await list.replace(entries, toldBySource)
    })
    return asked
  }
  const hear = (): void => void refresh().catch((error: unknown) => console.error(error))
  const changed = async <T>(change: Change<T>, actor: AuditParty): Promise<T> => {
    let known = await source.read()
    // Recorded before anybody is refused for it.
    await change(list, { actor })
    for (;;) {
      const all = networkList(entriesOf(known))
      const done = await change(all, {})
      if (await source.write({ networks: all.entries() }, known.version)) return done
      // Somebody else was faster.
      known = await source.read()
    }
  }
  const unwatch = await source.watch({ changed: hear, lost() {}, restored: hear })
  await refresh()
  return {
    list,
    add: (entry, actor) => inTurn(() => changed((one, by) => one.add([entry], by), actor)),
    remove: (network, actor) =>
      inTurn(async () => (await changed((one, by) => one.remove([network], by), actor)) > 0),
    // Asks anew: what a broken connection has swallowed is found by the next probe.
    check: () => refresh().then(isWell, isOld),
    close() {
      isClosed = true
      unwatch()
    },
  }
}

type Change<T> = (list: NetworkList, by: ChangedBy) => Promise<T>

const toldBySource = { reason: 'as all instances have it' }
const isWell = () => ({ ok: true })
const isOld = () => ({ ok: true, degraded: true, message: 'the last known list holds' })

/** What the source holds: a list, or nothing yet. */
function entriesOf({ flags: { networks = [] } }: SourceState): readonly NetworkEntry[] {
  try {
    return networkList(networks as readonly NetworkEntry[]).entries()
  } catch (cause) {
    throw new Error('orders:blocked in Redis holds no list of networks', { cause })
  }
}

const textOf = (entries: readonly NetworkEntry[]): string =>
  entries
    .map(({ network, until, note }) => JSON.stringify([network, until, note]))
    .sort()
    .join()
