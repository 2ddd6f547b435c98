import { type SourceState, settingsSource } from '@sallyport/controls'
import { redisSource } from '@sallyport/controls/redis'
import {
  type AuditParty,
  type Check,
  type Endpoint,
  type GuardRequest,
  jsonReply,
} from '@sallyport/core'
import type { RedisClient } from '@sallyport/core/clients'
import { type NetworkEntry, type NetworkList, networkList } from '@sallyport/network'
import type { Sinks } from './keys.ts'

/** Blocked networks: the same on all instances that share a Redis. */
export interface Blocked {
  /** As it was last known. */
  readonly list: NetworkList
  /** Blocks a network here at once, and elsewhere when they have heard of it. Rejects, and has changed nothing, where Redis is away. */
  add(entry: NetworkEntry | string, actor: AuditParty): Promise<void>
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
  const inTurn = (job: () => Promise<void>): Promise<void> => {
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
  const add = async (entry: NetworkEntry | string, actor: AuditParty): Promise<void> => {
    let known = await source.read()
    // Recorded before anybody is refused for it.
    await list.add([entry], { actor })
    for (;;) {
      const all = networkList(entriesOf(known))
      await all.add([entry])
      if (await source.write({ networks: all.entries() }, known.version)) return
      // Somebody else was faster.
      known = await source.read()
    }
  }
  const unwatch = await source.watch({ changed: hear, lost() {}, restored: hear })
  await refresh()
  return {
    list,
    add: (entry, actor) => inTurn(() => add(entry, actor)),
    // Asks anew: what a broken connection has swallowed is found by the next probe.
    check: () => refresh().then(isWell, isOld),
    close() {
      isClosed = true
      unwatch()
    },
  }
}

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

/** GET shows what is blocked; POST `{ "network": "192.0.2.0/24", "note": "flood" }` blocks, at once. */
export function blockedEndpoint(
  blocked: Blocked,
  actorOf: (request: GuardRequest) => AuditParty,
): Endpoint {
  return async (request) => {
    if (request.method !== 'POST') return jsonReply(200, blocked.list.entries())
    const body = await request.body()
    if (!body.ok) return jsonReply(body.status, { error: body.reason })
    try {
      const { network, note } = JSON.parse(Buffer.from(body.value).toString()) ?? {}
      const entry = note === undefined ? network : { network, note: String(note) }
      await blocked.add(entry, actorOf(request))
      return jsonReply(201, blocked.list.entries())
    } catch (error) {
      // What was sent is no JSON, or no network.
      if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error
      return jsonReply(400, { error: error.message })
    }
  }
}
