import type { MetricDefinition } from '@sallyport/core'
import { Cell } from './cell.ts'
import { ClosedLabels } from './closed-labels.ts'
import { other, ownText } from './label-text.ts'
import type { ConstantLabels } from './mistakes.ts'
import { type MetricNames, metricNames } from './naming.ts'
import type { Notes } from './notes.ts'

/** What all families of one `createMetrics` share. */
export interface FamilyHome {
  readonly prefix: string
  readonly constantLabels: ConstantLabels
  readonly notes: Notes
  /** Series that a metric may have. */
  readonly most: number
  readonly idleMs: number
  /** Monotonic milliseconds. */
  now(): number
  /** The trace of what is being measured. */
  readonly exemplar?: (() => Readonly<Record<string, string>> | undefined) | undefined
  /** Milliseconds since the epoch. */
  clock(): number
  begun(cell: Cell): void
  ended(cell: Cell): void
}

/** What is alone under a value stands there itself: a map of one costs as much as the series. */
type Branch = Map<string, Branch | Cell>

/**
 * One metric with all its series. A series is found by its labels' values, one map for each label in the
 * family's own order, so that neither a joined key nor its escaping is needed: what is not found is
 * looked at closely, once.
 */
export class Family {
  readonly definition: MetricDefinition
  readonly kind: MetricDefinition['kind']
  readonly names: MetricNames
  readonly labelNames: readonly string[]
  /** The same on every line, before the others. */
  readonly constantLabels: FamilyHome['constantLabels']
  /** A histogram's upper bounds, without infinity. */
  readonly bounds: Float64Array | undefined
  readonly notes: Notes
  readonly exemplar: FamilyHome['exemplar']
  /** How many series have expired. */
  generation = 0
  readonly #home: FamilyHome
  readonly #rules: ClosedLabels
  readonly #root: Branch = new Map()
  readonly #cells = new Set<Cell>()
  #sole: Cell | undefined
  #nextLook = 0
  /** The overflow series, if there is one: it takes nobody's place. */
  #apart = 0

  constructor(definition: MetricDefinition, home: FamilyHome) {
    this.definition = definition
    this.kind = definition.kind
    this.names = metricNames(definition, home.prefix)
    this.labelNames = Object.keys(definition.labels)
    this.constantLabels = home.constantLabels
    this.notes = home.notes
    this.exemplar = home.exemplar
    this.bounds =
      definition.kind === 'histogram' ? Float64Array.from(definition.buckets ?? []) : undefined
    this.#home = home
    this.#rules = new ClosedLabels(definition, home.notes)
    for (const values of this.#rules.expected()) this.#begin(values)
  }

  /** Its series, in the order in which they began. */
  cells(): IterableIterator<Cell> {
    return this.#cells.values()
  }

  get size(): number {
    return this.#cells.size
  }

  /** The series of these labels, which begins if it is not there. Never undefined, whatever the labels. */
  cell(labels: unknown): Cell {
    const names = this.labelNames
    let given = 0
    for (const _ in labels as object) given++
    if (given !== names.length) return this.#resolve(labels)
    if (given === 0) return this.#sole ?? this.#resolve(labels)
    let at = this.#root.get((labels as Record<string, string>)[names[0] as string] as string)
    for (let i = 1; i < given && at !== undefined; i++) {
      const value = (labels as Record<string, string>)[names[i] as string] as string
      if (!(at instanceof Cell)) at = at.get(value)
      else if (at.values[i] !== value) at = undefined
    }
    return at === undefined ? this.#resolve(labels) : (at as Cell)
  }

  /** The series of a cell that has expired, anew. */
  again(cell: Cell): Cell {
    return this.#place(this.#rules.kept(cell.values))
  }

  /** Notes how far series have come, and ends those that have not for `idleMs`. */
  expire(ends: boolean): void {
    if (!this.#rules.mayExpire) return
    const now = this.#home.now()
    // A scrape that only notes makes no room: it must not put off the look that does.
    if (ends) this.#nextLook = now + this.#home.idleMs / 16
    for (const cell of this.#cells) {
      const progress = cell.counts === undefined ? cell.value + cell.rollovers : cell.count
      if (progress !== cell.seen) {
        cell.seen = progress
        cell.seenAt = now
      } else if (ends && !cell.overflow && now - cell.seenAt >= this.#home.idleMs) {
        this.end(cell)
        this.notes.expired()
      }
    }
  }

  /** Forgets a series. */
  end(cell: Cell): void {
    cell.ended = true
    this.generation++
    this.#cells.delete(cell)
    if (cell.overflow) this.#apart--
    this.#rules.release(cell.values)
    if (cell === this.#sole) this.#sole = undefined
    else prune(this.#root, cell.values, 0)
    this.#home.ended(cell)
  }

  /** Remembers the trace that a value was measured in. */
  keepExemplar(cell: Cell, bucket: number, value: number): void {
    try {
      const labels = this.exemplar?.()
      if (labels === undefined) return
      cell.exemplars ??= []
      cell.exemplars[bucket] = { labels: { ...labels }, value, at: this.#home.clock() }
    } catch {
      this.notes.failed('exemplar_threw')
    }
  }

  #resolve(labels: unknown): Cell {
    return this.#place(this.#rules.values(labels))
  }

  #place(values: readonly string[]): Cell {
    const found = this.#find(values)
    if (found !== undefined) return found
    if (this.#hasRoom() || this.#madeRoom()) return this.#begin(values)
    this.notes.altered('series_cap')
    const rest = values.map(() => other)
    return this.#find(rest) ?? this.#begin(rest)
  }

  #madeRoom(): boolean {
    // Looking at every series for each value that an attacker makes up would be what they wish for.
    if (this.#home.now() < this.#nextLook) return false
    this.expire(true)
    return this.#hasRoom()
  }

  #hasRoom(): boolean {
    return this.#cells.size - this.#apart < this.#home.most
  }

  #find(values: readonly string[]): Cell | undefined {
    let at: Branch | Cell | undefined = values.length === 0 ? this.#sole : this.#root
    for (const [i, value] of values.entries()) {
      if (!(at instanceof Cell)) at = at?.get(value)
      else if (at.values[i] !== value) return undefined
    }
    return at as Cell | undefined
  }

  #begin(given: readonly string[]): Cell {
    const values = given.map(ownText)
    const all = values.length > 0 && values.every((value) => value === other)
    const cell = new Cell(this, values, all, this.#home.now())
    if (values.length === 0) this.#sole = cell
    else graft(this.#root, cell)
    this.#cells.add(cell)
    if (cell.overflow) this.#apart++
    this.#rules.take(values)
    this.#home.begun(cell)
    return cell
  }
}

function graft(root: Branch, cell: Cell): void {
  let branch = root
  for (const [i, value] of cell.values.entries()) {
    const there = branch.get(value)
    if (there === undefined) {
      branch.set(value, cell)
      return
    }
    if (there instanceof Cell) {
      const next: Branch = new Map([[there.values[i + 1] as string, there]])
      branch.set(value, next)
      branch = next
    } else branch = there
  }
}

function prune(branch: Branch, values: readonly string[], i: number): void {
  const value = values[i] as string
  const next = branch.get(value)
  if (next instanceof Map) {
    prune(next, values, i + 1)
    if (next.size > 0) return
  }
  branch.delete(value)
}
