import type { Clock } from '@sallyport/core'
import type { Span } from './source.ts'

/** How finely, and how far back, a tier remembers. */
export interface TierShape {
  readonly widthMs: number
  readonly slices: number
}

/** Totals of a span, and the slices it was rounded outwards to. */
export interface Tallied {
  readonly bad: number
  readonly total: number
  readonly covered: Span
}

/** Counts of one slice: its number, counted from the epoch, and what was in it. */
export type SliceCounts = readonly [id: number, bad: number, total: number]

/** What a tier holds, oldest first. */
export interface TierCounts {
  readonly widthMs: number
  readonly slices: readonly SliceCounts[]
}

/** An event further ahead of the clock than this happened when it was counted. */
export const aheadMs: number = 60_000

type Numbers = Uint32Array | Float64Array

interface Tier extends TierShape {
  readonly ids: Uint32Array
  readonly bad: Numbers
  readonly total: Numbers
}

/**
 * Counts in time, in tiers of slices: fine for what is recent, coarse for what is long ago. A slice
 * includes its end and not its beginning, as spans do. No slice is ever cleared: one that is stale has
 * another number than the one that is asked for.
 */
export class Windows {
  readonly #tiers: readonly Tier[]
  /** The newest event's time. */
  newest: number = Number.NEGATIVE_INFINITY
  // The slice of the finest tier that events are in now: most need no more than these four.
  #start = Number.POSITIVE_INFINITY
  #end = Number.NEGATIVE_INFINITY
  #bad = 0
  #total = 0
  #late = 0

  readonly #clock: Clock

  constructor(
    shapes: readonly TierShape[],
    clock: Clock,
    Numbers: new (n: number) => Numbers = Uint32Array,
  ) {
    this.#clock = clock
    this.#tiers = shapes.map(({ widthMs, slices }) => ({
      widthMs,
      slices,
      ids: new Uint32Array(slices),
      bad: new Numbers(slices),
      total: new Numbers(slices),
    }))
  }

  /** Counts one event, and says when it happened. */
  count(isGood: boolean, at: number): number {
    const when = at > this.#start && at <= this.#end ? at : this.#turn(at)
    this.#total++
    if (!isGood) this.#bad++
    if (when > this.newest) this.newest = when
    return when
  }

  /** Counts many at once. */
  add(bad: number, total: number, at: number): void {
    const when = at > this.#start && at <= this.#end ? at : this.#turn(at)
    this.#total += total
    this.#bad += bad
    if (when > this.newest) this.newest = when
  }

  /** How many came later than anything that is remembered. */
  get late(): number {
    this.#flush()
    return this.#late
  }

  /** From the finest tier that goes back so far; else what the coarsest still knows. */
  tally(span: Span): Tallied {
    this.#flush()
    const tier = this.#tiers.find((one) => firstOf(one, span) >= this.#oldest(one))
    return this.#sum(tier ?? (this.#tiers.at(-1) as Tier), span)
  }

  /** Each slice of the coarsest tier that lies in the span and had events. */
  slicesIn(span: Span): SliceCounts[] {
    this.#flush()
    const tier = this.#tiers.at(-1) as Tier
    const first = Math.ceil(span.from / tier.widthMs) + 1
    const last = Math.min(Math.floor(span.to / tier.widthMs), numberAt(tier, this.newest))
    return held(tier, Math.max(first, this.#oldest(tier)), last)
  }

  /** All that is held, tier by tier, oldest first. */
  slices(): TierCounts[] {
    this.#flush()
    return this.#tiers.map((tier) => ({
      widthMs: tier.widthMs,
      slices: held(tier, 0, numberAt(tier, this.newest)),
    }))
  }

  /** Takes back what {@link slices} gave, of these or other tiers; false where those do not fit into these. */
  load(tiers: readonly TierCounts[], newest: number): boolean {
    this.newest = Math.max(this.newest, newest)
    return this.#tiers.every((tier, index) => {
      const from = tiers.findLast(({ widthMs }) => tier.widthMs % widthMs === 0)
      if (from === undefined) return false
      for (const [id, bad, total] of from.slices)
        put(tier, Math.ceil((id * from.widthMs) / tier.widthMs), bad, total)
      return index + 1 < this.#tiers.length || !this.#forgets(tier, from, tiers.at(-1))
    })
  }

  /** Whether the longest memory there was goes further back, inside this tier, than what was taken from. */
  #forgets(tier: Tier, from: TierCounts, longest = from): boolean {
    const since = (this.#oldest(tier) - 1) * tier.widthMs
    const known = ((from.slices[0]?.[0] ?? 2 ** 53) - 1) * from.widthMs
    return (
      from !== longest &&
      longest.slices.some(
        ([id]) => (id - 1) * longest.widthMs >= since && id * longest.widthMs <= known,
      )
    )
  }

  #turn(given: number): number {
    const [{ widthMs }] = this.#tiers as readonly [Tier]
    if (!(given > 0 && given < widthMs * 2 ** 32))
      throw new RangeError(
        `slo: a time must be in milliseconds since the epoch, got ${String(given)}`,
      )
    // One event from next year would make all that is known stale.
    const now = this.#clock()
    const at = given > now + aheadMs ? now : given
    this.#flush()
    this.#end = Math.ceil(at / widthMs) * widthMs
    this.#start = this.#end - widthMs
    return at
  }

  #flush(): void {
    if (this.#total === 0 && this.#bad === 0) return
    for (const tier of this.#tiers) put(tier, numberAt(tier, this.#end), this.#bad, this.#total)
    const longest = this.#tiers.at(-1) as Tier
    if (numberAt(longest, this.#end) < this.#oldest(longest)) this.#late += this.#total
    this.#bad = 0
    this.#total = 0
  }

  #oldest(tier: Tier): number {
    return numberAt(tier, this.newest) - tier.slices + 1
  }

  #sum(tier: Tier, span: Span): Tallied {
    const { widthMs } = tier
    const first = Math.max(firstOf(tier, span), this.#oldest(tier))
    const last = Math.ceil(span.to / widthMs)
    let [bad, total] = [0, 0]
    const end = Math.min(last, numberAt(tier, this.newest))
    let slot = first % tier.slices
    for (let id = first; id <= end; id++) {
      if (tier.ids[slot] === id) {
        bad += tier.bad[slot] as number
        total += tier.total[slot] as number
      }
      if (++slot === tier.slices) slot = 0
    }
    const to = this.newest <= span.to ? span.to : last * widthMs
    return { bad, total, covered: { from: (first - 1) * widthMs, to } }
  }
}

const numberAt = ({ widthMs }: TierShape, at: number): number => Math.ceil(at / widthMs)

/** The slice that the first moment after a span's beginning is in. */
const firstOf = ({ widthMs }: TierShape, { from }: Span): number => Math.floor(from / widthMs) + 1

/** By their numbers, and not by looking at all of them: a composite asks for every slice by itself. */
function held(tier: Tier, first: number, last: number): SliceCounts[] {
  const found: SliceCounts[] = []
  const end = Math.max(last, 0)
  for (let id = Math.max(first, end - tier.slices + 1); id <= end; id++) {
    const slot = id % tier.slices
    const total = tier.total[slot] as number
    if (tier.ids[slot] === id && total > 0) found.push([id, tier.bad[slot] as number, total])
  }
  return found
}

/** A slot that holds a later slice keeps it: what comes so late is in no window that ends now. */
function put(tier: Tier, id: number, bad: number, total: number): void {
  const slot = id % tier.slices
  const known = tier.ids[slot] as number
  if (known > id) return
  const isNew = known < id
  tier.ids[slot] = id
  // Four thousand million in one slice: it stays there instead of beginning again.
  const most = tier.bad instanceof Uint32Array ? 2 ** 32 - 1 : 2 ** 53
  tier.bad[slot] = Math.min(most, bad + (isNew ? 0 : (tier.bad[slot] as number)))
  tier.total[slot] = Math.min(most, total + (isNew ? 0 : (tier.total[slot] as number)))
}
