import {
  type AuditParty,
  type AuditSink,
  type Clock,
  demandOptions,
  type MetricsSink,
  noAudit,
  noMetrics,
  systemClock,
} from '@sallyport/core'
import type { Address } from './address.ts'
import { networkEvents, networkMetrics } from './catalog.ts'
import { type Lookup, lookup4, lookup6 } from './lookup.ts'
import { type Block, blockOf, type NetworkEntry } from './network-entry.ts'
import { type Line, linesLike, linesOf } from './network-lines.ts'
import { scanAddress, takeAddress } from './scan-address.ts'
import { byAddress, stepsOf } from './steps.ts'

/** How a list is kept. */
export interface NetworkListOptions {
  /** What the list is called in records and metrics. @default 'network' */
  readonly name?: string
  /** @default records nothing */
  readonly audit?: AuditSink
  /** @default measures nothing */
  readonly metrics?: MetricsSink
  /** @default the machine's clock */
  readonly clock?: Clock
}

/** Who changes a list, and why: for the record. */
export interface ChangedBy {
  readonly actor?: AuditParty
  readonly reason?: string
}

/**
 * Which addresses are meant. It changes while requests are decided: each decision sees the list as it
 * was before a change or as it is after, never between. A change is recorded first and takes effect
 * when the record is written; it rejects, changing nothing, when that fails or an entry is bad.
 */
export interface NetworkList {
  /** Whether the address is covered now. What is no address is not. */
  has(address: string | Address): boolean
  /** The entries that have not ended. */
  entries(): readonly NetworkEntry[]
  /** Adds entries; one for a network that is there already takes its place. */
  add(entries: readonly (NetworkEntry | string)[], by?: ChangedBy): Promise<void>
  /** Takes networks off, in whatever spelling they were added. Resolves to how many entries that were. */
  remove(networks: readonly string[], by?: ChangedBy): Promise<number>
  /** Puts other entries in the place of all. */
  replace(entries: readonly (NetworkEntry | string)[], by?: ChangedBy): Promise<void>
}

/**
 * Compiles a list of addresses and networks.
 *
 * @throws RangeError naming every bad entry at once: none is skipped.
 *
 * @example
 * ```ts
 * import { networkList } from '@sallyport/network'
 *
 * const blocked = networkList(['203.0.113.0/24'])
 * await blocked.add([{ network: '192.0.2.7', until: Date.now() + 3_600_000 }])
 * console.log(blocked.has('203.0.113.9'), blocked.has('192.0.2.7'), blocked.has('192.0.2.8')) // prints: true true false
 * ```
 */
export function networkList(
  entries: readonly (NetworkEntry | string)[],
  options: NetworkListOptions = {},
): NetworkList {
  demandOptions('network: networkList()', options, ['name', 'audit', 'metrics', 'clock'])
  const { name = 'network', audit = noAudit, metrics = noMetrics, clock = systemClock } = options
  let lines: readonly Line[] = []
  let until4: Lookup
  let until6: Lookup
  const use = (stays: (line: Line) => boolean, added: readonly Line[]): void => {
    // All but what was added is sorted already, and that sorts fast.
    lines = lines.filter(stays).concat(added).sort(byAddress)
    const sixes = lines.findIndex((line) => line.version === 6)
    const fours = sixes < 0 ? lines.length : sixes
    until4 = lookup4(stepsOf(lines.slice(0, fours)))
    until6 = lookup6(stepsOf(lines.slice(fours)))
    measure(() => metrics.set(networkMetrics.entries, lines.length, { list: name }))
  }
  use(() => true, linesOf(entries))

  const alive = (): ((line: Line) => boolean) => {
    const now = clock()
    return (line) => now < line.until
  }
  /** What is alive but for what covers the same as one of the blocks. */
  const aliveWithout = (blocks: readonly Block[]): ((line: Line) => boolean) => {
    const gone = linesLike(lines, blocks)
    const isAlive = alive()
    return (line) => isAlive(line) && !gone.has(line)
  }
  // Recorded first; what to change is worked out afterwards, from the list as it is then: two changes at
  // once must not undo each other.
  const change = async (
    what: 'added' | 'removed' | 'replaced',
    changed: readonly Line[],
    by: ChangedBy,
    apply: () => void,
  ): Promise<void> => {
    demandOptions('network: "by"', by, ['actor', 'reason'])
    const { actor, reason } = by
    const networks = changed.slice(0, mostRecorded).map((line) => line.entry.network)
    await audit.record({
      type: networkEvents[what].type,
      outcome: 'success',
      ...(actor === undefined ? {} : { actor }),
      ...(reason === undefined ? {} : { reason }),
      targets: [{ kind: 'network_list', id: name }],
      event: { networks, count: changed.length },
    })
    apply()
    measure(() => metrics.add(networkMetrics.changes, 1, { list: name, change: what }))
  }

  return {
    has(given) {
      const version = typeof given === 'string' ? scanAddress(given) : takeAddress(given)
      if (version === 0) return false
      const until = version === 4 ? until4() : until6()
      return until > 0 && (until === Number.POSITIVE_INFINITY || clock() < until)
    },
    entries: () =>
      lines
        .filter(alive())
        .sort((x, y) => x.nth - y.nth)
        .map((line) => line.entry),
    async add(more, by = {}) {
      const added = linesOf(more)
      await change('added', added, by, () => use(aliveWithout(added), added))
    },
    async remove(networks, by = {}) {
      const blocks = networks.map(blockOf).filter((block) => 'version' in block)
      const there = [...linesLike(lines, blocks)].filter(alive())
      if (there.length > 0) await change('removed', there, by, () => use(aliveWithout(blocks), []))
      return there.length
    },
    async replace(others, by = {}) {
      const added = linesOf(others)
      await change('replaced', added, by, () => use(() => false, added))
    },
  }
}

/** A change that is made must not reject because nobody could count it. */
function measure(tell: () => void): void {
  try {
    tell()
  } catch {}
}

/** The list that an option gives, or one of the entries it gives. */
export function listOf(
  option: string,
  given: NetworkList | readonly (NetworkEntry | string)[],
): NetworkList {
  if (Array.isArray(given)) return networkList(given)
  // A Set has `has` too, and would find no address ever.
  if (typeof given === 'object' && given !== null && 'has' in given && 'replace' in given) {
    return given
  }
  throw new TypeError(
    `network: "${option}" must be an array of entries or a networkList(), got ${typeof given}`,
  )
}

// A record is read by people; the list itself has the rest.
const mostRecorded = 100
