import type { Labels } from '@sallyport/core'
import type { Cell, Exemplar } from '../cell.ts'
import type { Family } from '../family.ts'
import { mayStand } from '../render/exemplar-text.ts'
import { canonicalText } from '../render/numbers.ts'
import { seriesLabels } from '../series-labels.ts'
import { type GaugeMerge, ruleOf } from '../workers/gauge-merge.ts'
import { rollover } from '../write.ts'
import type { PromRegistry } from './prom-registry.ts'

/** One line for the registry. Labels that several lines share are spelt by it once, and remembered. */
interface Line {
  readonly value: number
  readonly labels: LineLabels
  readonly sharedLabels?: Labels
  readonly metricName?: string
  readonly exemplar?: LineExemplar | undefined
}

type LineLabels = Readonly<Record<string, string | number>>

interface LineExemplar {
  readonly labelSet: Labels
  readonly value: number
  /** Seconds since the epoch. */
  readonly timestamp: number
}

/** All that a registry asks a metric for. */
interface Answer {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly aggregator: string
  readonly values: readonly Line[]
}

const noRules: ReadonlyMap<string, GaugeMerge> = new Map()

/** What a registry holds of one name of a metric. Its numbers are our cells'. */
export class BridgedMetric {
  /** Not what it answers by: a registry that speaks OpenMetrics takes a counter's `_total` off here. */
  name: string
  readonly help: string
  readonly type: string
  /** How prom-client's own cluster merges what workers have: its words for it are ours. */
  readonly aggregator: string
  readonly family: Family
  /** What it is registered as. */
  readonly registered: string
  readonly #registry: PromRegistry
  readonly #gathered: () => Promise<void>

  constructor(family: Family, name: string, registry: PromRegistry, gathered: () => Promise<void>) {
    this.name = name
    this.registered = name
    // It escapes line feeds, and leaves what some readers take for one.
    this.help = family.definition.help.replace(/\r\n?/g, '\n')
    this.type = family.kind
    this.aggregator = family.kind === 'gauge' ? ruleOf(family.definition, noRules) : 'sum'
    this.family = family
    this.#registry = registry
    this.#gathered = gathered
  }

  /** For JSON: every label in its place. The registry changes what it is given. */
  async get(): Promise<Answer> {
    const { values, ...answer } = await this.getForPromString()
    const splayed = values.map(({ labels, sharedLabels, ...line }) => ({
      ...line,
      labels: { ...sharedLabels, ...labels },
    }))
    return { ...answer, name: this.registered, type: this.type, values: splayed }
  }

  /** For a page. */
  async getForPromString(): Promise<Answer> {
    await this.#gathered()
    const strict = this.#registry.contentType.startsWith('application/openmetrics-text')
    const { family, help, aggregator } = this
    const isCounter = this.type === 'counter'
    // OpenMetrics: a counter's lines end in _total. What has another alias may be called so as `unknown`.
    const isPlain = strict && isCounter && !this.registered.endsWith('_total')
    const name = strict && isCounter && !isPlain ? this.registered.slice(0, -6) : this.registered
    const lines = family.bounds === undefined ? valueLines : histogramLines(family.bounds, name)
    const values = lines(family, strict && !isPlain)
    return { name, help, type: isPlain ? 'unknown' : this.type, aggregator, values }
  }

  /** For `resetMetrics`: what others count on does not fall because somebody's test begins. */
  reset(): void {}
}

type Lines = (family: Family, strict: boolean) => Line[]

const none: LineLabels = Object.freeze({})

const valueLines: Lines = (family, strict) =>
  Array.from(family.cells(), (cell) => ({
    value: cell.rollovers === 0 ? cell.value : cell.value + cell.rollovers * rollover,
    labels: none,
    sharedLabels: seriesLabels(cell),
    exemplar: strict && family.kind === 'counter' ? shown(cell.exemplars?.[0]) : undefined,
  }))

function histogramLines(bounds: Float64Array, name: string): Lines {
  const [bucket, sum, count] = [`${name}_bucket`, `${name}_sum`, `${name}_count`]
  const hasNegatives = (bounds[0] as number) < 0
  return (family, strict) => {
    // A number needs no escaping: the registry is asked for as many lines as there are bounds.
    const spell = (bound: number) => (strict ? canonicalText(bound) : bound)
    const ends = [...Array.from(bounds, spell), '+Inf'].map((le) => Object.freeze({ le }))
    const lines: Line[] = []
    const of = (cell: Cell): void => {
      const sharedLabels = seriesLabels(cell)
      const counts = cell.counts as Float64Array
      let upTo = 0
      for (let i = 0; i < ends.length; i++) {
        upTo += counts[i] as number
        const exemplar = strict ? shown(cell.exemplars?.[i]) : undefined
        lines.push({
          labels: ends[i] as LineLabels,
          sharedLabels,
          value: upTo,
          metricName: bucket,
          exemplar,
        })
      }
      // OpenMetrics: a sum is a counter. Of what may be negative it is none, and neither stands alone.
      if (strict && (hasNegatives || cell.value < 0)) return
      lines.push({ labels: none, sharedLabels, value: cell.value, metricName: sum })
      lines.push({ labels: none, sharedLabels, value: upTo, metricName: count })
    }
    for (const cell of family.cells()) of(cell)
    return lines
  }
}

function shown(exemplar: Exemplar | undefined): LineExemplar | undefined {
  if (exemplar === undefined || !mayStand(exemplar)) return undefined
  const { labels, value, at } = exemplar
  return { labelSet: labels, value, timestamp: at / 1_000 }
}
