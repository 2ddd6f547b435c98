import {
  type AuditParty,
  type AuditSink,
  type Clock,
  type MetricsSink,
  noAudit,
  noMetrics,
  systemClock,
} from '@sallyport/core'
import type { Address } from './address.ts'
import { networkEvents, networkMetrics } from './catalog.ts'
import { type Lookup, lookup4, lookup6 } from './lookup.ts'
import { type BadEntry, type Block, blockOf, type NetworkEntry } from './network-entry.ts'
import { scanAddress, takeAddress } from './scan-address.ts'
import { stepsOf } from './steps.ts'

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
  /** Takes networks off, by the text under which they were added. Resolves to how many there were. */
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
  const { name = 'network', audit = noAudit, metrics = noMetrics, clock = systemClock } = options
  let lines = compiled(entries)
  let until4: Lookup
  let until6: Lookup
  const use = (next: readonly Line[]): void => {
    lines = next
    const blocks = lines.map((line) => line.block)
    until4 = lookup4(stepsOf(blocks.filter((block) => block.version === 4)))
    until6 = lookup6(stepsOf(blocks.filter((block) => block.version === 6)))
    metrics.set(networkMetrics.entries, lines.length, { list: name })
  }
  use(lines)

  const alive = (): Line[] => {
    const now = clock()
    return lines.filter((line) => now < line.block.until)
  }
  // Recorded first; what to change is worked out afterwards, from the list as it is then: two changes at
  // once must not undo each other.
  const change = async (
    what: 'added' | 'removed' | 'replaced',
    networks: readonly string[],
    { actor, reason }: ChangedBy,
    next: () => readonly Line[],
  ): Promise<void> => {
    await audit.record({
      type: networkEvents[what].type,
      outcome: 'success',
      ...(actor === undefined ? {} : { actor }),
      ...(reason === undefined ? {} : { reason }),
      targets: [{ kind: 'network_list', id: name }],
      event: { networks: networks.slice(0, mostRecorded), count: networks.length },
    })
    use(next())
    metrics.add(networkMetrics.changes, 1, { list: name, change: what })
  }

  return {
    has(given) {
      const version = typeof given === 'string' ? scanAddress(given) : takeAddress(given)
      if (version === 0) return false
      const until = version === 4 ? until4() : until6()
      return until > 0 && (until === Number.POSITIVE_INFINITY || clock() < until)
    },
    entries: () => alive().map((line) => line.entry),
    async add(more, by = {}) {
      const added = compiled(more)
      const texts = new Set(added.map((line) => line.entry.network))
      await change('added', [...texts], by, () => [
        ...alive().filter((line) => !texts.has(line.entry.network)),
        ...added,
      ])
    },
    async remove(networks, by = {}) {
      const gone = new Set(networks)
      const there = alive().filter((line) => gone.has(line.entry.network))
      if (there.length === 0) return 0
      await change('removed', networks, by, () =>
        alive().filter((line) => !gone.has(line.entry.network)),
      )
      return there.length
    },
    async replace(others, by = {}) {
      const next = compiled(others)
      await change(
        'replaced',
        next.map((line) => line.entry.network),
        by,
        () => next,
      )
    },
  }
}

interface Line {
  readonly entry: NetworkEntry
  readonly block: Block
}

// A record is read by people; the list itself has the rest.
const mostRecorded = 100

function compiled(entries: readonly (NetworkEntry | string)[]): readonly Line[] {
  const lines: Line[] = []
  const bad: BadEntry[] = []
  for (const given of entries) {
    const entry = typeof given === 'string' ? { network: given } : given
    const block = blockOf(entry)
    if ('expected' in block) bad.push(block)
    else lines.push({ entry, block })
  }
  if (bad.length === 0) return lines
  const list = bad.map(({ entry, expected }) => `  ${JSON.stringify(entry)}: expected ${expected}`)
  throw new RangeError(
    `network: ${bad.length} bad of ${entries.length} entries\n${list.join('\n')}`,
  )
}
