import { demandOptions, systemTimers, type Timers } from '@sallyport/core'
import type { Backend } from '../backend.ts'
import type { Cell } from '../cell.ts'
import { bytesOf, roomForLines, type StatsdClient, type StatsdSent } from './statsd-client.ts'
import { type Say, Sent, type StatsdHistograms, sayCell } from './statsd-lines.ts'
import { StatsdNames, type StatsdTags, type StatsdTemplate } from './statsd-names.ts'

/** What {@link statsdBackend} takes. */
export interface StatsdOptions {
  /** A client that buffers (`maxBufferSize: 1432`), and neither aggregates nor samples. */
  readonly client: StatsdClient
  /** Labels as DogStatsD's tags, or in the name: `shop.orders.country.NO`. @default 'dogstatsd' */
  readonly tags?: StatsdTags
  /** Other names than the metrics' ids. */
  readonly templates?: readonly StatsdTemplate[]
  /**
   * `sums`: two counters, `.count` and `.sum`, exact. `timings`: `|ms`, as many as there were observations, at most 100
   * a flush and series, each in its bucket; histograms of other units than seconds stay sums. @default 'sums'
   */
  readonly histograms?: StatsdHistograms
  /** How often it sends. @default 10_000 */
  readonly everyMs?: number
  /** How long it waits for the client. @default 1000 */
  readonly flushMs?: number
  readonly timers?: Timers
}

const known = 'client tags templates histograms everyMs flushMs timers'.split(' ')

/**
 * Sends what changed to a StatsD server: summed up since the last time, validated, in names and tags that nothing
 * can be injected into. Whatever the client does is counted in `metrics.failures`, and reaches nobody.
 *
 * @throws TypeError or RangeError for a client that would lose or falsify what it is given.
 *
 * @example
 * ```ts
 * import { createMetrics, defineMetrics } from '@sallyport/metrics'
 * import { statsdBackend } from '@sallyport/metrics/statsd'
 * import { StatsD } from 'hot-shots'
 *
 * const { orders } = defineMetrics({
 *   orders: { id: 'shop.orders', kind: 'counter', unit: '1', help: 'Orders.', labels: { country: 'open' } },
 * })
 * const client = new StatsD({ prefix: 'eu', mock: true, maxBufferSize: 1432 })
 * const metrics = createMetrics({ catalog: { orders }, backends: [statsdBackend({ client })] })
 * for (let i = 0; i < 1_000; i++) metrics.add(orders, 1, { country: 'N|O\n' })
 * await metrics.close()
 * console.log(client.mockBuffer) // prints: [ 'eu.shop.orders:1000|c|#country:N_O_' ]
 * client.close()
 * ```
 */
export function statsdBackend(options: StatsdOptions): Backend {
  demandOptions('metrics: statsdBackend()', options, known)
  const { client, tags = 'dogstatsd', templates = [], histograms = 'sums' } = options
  const { everyMs = 10_000, flushMs = 1_000, timers = systemTimers } = options
  oneOf('tags', tags, ['dogstatsd', 'none'])
  oneOf('histograms', histograms, ['sums', 'timings'])
  positive('everyMs', everyMs)
  positive('flushMs', flushMs)
  const room = roomForLines(client)
  const names = new StatsdNames(templates, tags)
  const line = (cell: Cell): Line => new Line(cell, names, room)
  const sender = new Sender({ client, histograms, flushMs, timers })
  let stop = (): void => {}
  return {
    start(gather) {
      stop = timers.each(everyMs, () => void gather().then(() => sender.flush()))
    },
    series: (cell) => sender.begun(line(cell)),
    expired: (cell) => sender.ended(cell),
    flush: () => sender.flush(),
    close() {
      stop()
      sender.close()
    },
  }
}

/** One series, and how far it has been sent. */
class Line {
  readonly sent = new Sent()
  readonly name: string
  readonly tags: string[]
  readonly isTooLong: boolean
  readonly cell: Cell
  constructor(cell: Cell, names: StatsdNames, room: number) {
    this.cell = cell
    this.name = names.name(cell)
    this.tags = names.tags(cell)
    this.isTooLong = bytesOf([this.name, ...this.tags].join()) + longestRest > room
  }
}

/** Bytes of the longest suffix, number, type and separators. */
const longestRest = '.count:-1.2345678901234567e+308|ms|#'.length
/** Lines between which what is buffered is waited for: more at once would not fit in the socket. */
const atOnce = 500
/** Expired series that a client that hangs is waited for with. */
const mostEnded = 10_000

type SenderOptions = Required<Pick<StatsdOptions, 'client' | 'histograms' | 'flushMs' | 'timers'>>

class Sender {
  readonly #options: SenderOptions
  readonly #lines = new Map<Cell, Line>()
  #ended: Line[] = []
  #running: Promise<void> | undefined
  #next: Promise<void> | undefined
  /** The client has not answered. What it holds is bounded by asking it for nothing more. */
  #hangs = false
  #closed = false

  constructor(options: SenderOptions) {
    this.#options = options
  }

  begun(line: Line): void {
    if (!this.#closed) this.#lines.set(line.cell, line)
  }

  ended(cell: Cell): void {
    const line = this.#lines.get(cell)
    this.#lines.delete(cell)
    // A gauge that has ended has no value any more.
    if (line === undefined || cell.family.kind === 'gauge') return
    if (this.#ended.length < mostEnded) this.#ended.push(line)
    else cell.family.notes.failed('backend_late')
  }

  /** A flush that is under way may be past what has just been measured: another one follows it. */
  flush(): Promise<void> {
    if (this.#running === undefined) return this.#run()
    this.#next ??= this.#running.then(() => {
      this.#next = undefined
      return this.#run()
    })
    return this.#next
  }

  close(): void {
    this.#closed = true
    this.#lines.clear()
    this.#ended = []
  }

  #run(): Promise<void> {
    this.#running = this.#flush().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #flush(): Promise<void> {
    const first = this.#ended[0] ?? this.#lines.values().next().value
    if (first === undefined) return
    const { notes } = first.cell.family
    if (this.#hangs) {
      notes.failed('backend_late')
      return
    }
    let isFailed = false
    const failed = (): void => {
      // Once a flush: of a server that is gone, every line fails.
      if (!isFailed) notes.failed('backend_threw')
      isFailed = true
    }
    try {
      const isInTime = await this.#sayAll((error) => error && failed())
      if (!isInTime) notes.failed('backend_late')
    } catch {
      failed()
    }
  }

  /** Whether the client has sent it in time. */
  async #sayAll(done: StatsdSent): Promise<boolean> {
    let said = 0
    for (const line of this.#all()) {
      said += this.#say(line, done)
      if (said < atOnce) continue
      said = 0
      if (!(await this.#settled())) return false
    }
    return this.#settled()
  }

  /** What has expired first: a series that began again goes on from there. */
  *#all(): Iterable<Line> {
    while (this.#ended.length > 0) {
      yield this.#ended[0] as Line
      this.#ended.shift()
    }
    yield* this.#lines.values()
  }

  /** How many lines there were. */
  #say({ cell, sent, name, tags, isTooLong }: Line, done: StatsdSent): number {
    const { client, histograms } = this.#options
    let said = 0
    const say: Say = (verb, suffix, value) => {
      said++
      if (isTooLong) cell.family.notes.failed('line_too_long')
      else client[verb](name + suffix, value, tags, done)
    }
    sayCell(cell, sent, histograms, say)
    return said
  }

  /** Has the client send what it holds. */
  #settled(): Promise<boolean> {
    const { client, flushMs, timers } = this.#options
    return new Promise((resolve, reject) => {
      const late = timers.after(flushMs, () => {
        this.#hangs = true
        resolve(false)
      })
      const answered = (error?: Error | null): void => {
        late()
        this.#hangs = false
        if (error) reject(error)
        else resolve(true)
      }
      try {
        if (client.flush === undefined) answered()
        else client.flush(answered)
      } catch (error) {
        answered(new Error('metrics: the client threw', { cause: error }))
      }
    })
  }
}

function oneOf(name: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return
  throw new TypeError(`metrics: "${name}" must be ${allowed.join(' or ')}, got ${value}`)
}

function positive(name: string, value: number): void {
  if (value > 0 && value < 2 ** 31) return
  throw new RangeError(`metrics: "${name}" must be milliseconds above 0, got ${value}`)
}
