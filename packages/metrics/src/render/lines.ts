import type { Cell } from '../cell.ts'
import type { Family } from '../family.ts'
import { labelValueText } from './escapes.ts'
import { exemplarText } from './exemplar-text.ts'
import { canonicalText, counterText, numberText } from './numbers.ts'

/** All lines of one series. */
export type Lines = (cell: Cell) => string

/** What lines are made for. */
export interface LinesOptions {
  /** The name on them: the metric's own, or an alias. */
  readonly name: string
  /** Bounds in OpenMetrics' spelling, and no sum that can fall. */
  readonly strict: boolean
  readonly exemplars: boolean
}

/** How one metric's series are written. */
export function linesOf(family: Family, options: LinesOptions): Lines {
  if (family.bounds !== undefined) return histogramLines(family.bounds, options)
  const text = family.kind === 'counter' ? counterText : gaugeText
  const { sample } = family.names
  const { name, exemplars } = options
  const plain: Lines = (cell) => `${headOf(cell) + text(cell)}\n`
  if (name === sample && !exemplars) return plain
  return (cell) => {
    const exemplar = exemplars ? exemplarText(cell.exemplars?.[0]) : ''
    return `${name}${headOf(cell).slice(sample.length)}${text(cell)}${exemplar}\n`
  }
}

const gaugeText = ({ value }: Cell): string => numberText(value)

/** `shop_orders_total{country="NO"} `, made once for each series. */
function headOf(cell: Cell): string {
  if (typeof cell.rendered === 'string') return cell.rendered
  const labels = labelsText(cell)
  const { sample } = cell.family.names
  const head = labels === '' ? `${sample} ` : `${sample}{${labels}} `
  cell.rendered = head
  return head
}

/** What a histogram's lines begin with, behind the metric's name. */
interface Heads {
  readonly bucket: string
  readonly sum: string
  readonly count: string
}

function histogramLines(bounds: Float64Array, { name, strict, exemplars }: LinesOptions): Lines {
  const spell = strict ? canonicalText : numberText
  const tails = [...bounds, Number.POSITIVE_INFINITY].map((bound) => `le="${spell(bound)}"} `)
  const hasNegatives = (bounds[0] as number) < 0
  return (cell) => {
    const { bucket, sum, count } = headsOf(cell)
    const counts = cell.counts as Float64Array
    const { exemplars: kept } = cell
    const bucketHead = name + bucket
    let text = ''
    let upTo = 0
    for (let i = 0; i < tails.length; i++) {
      upTo += counts[i] as number
      text += `${bucketHead}${tails[i]}${upTo}${exemplars ? exemplarText(kept?.[i]) : ''}\n`
    }
    // OpenMetrics: a sum is a counter. Of what may be negative it is none, and neither stands alone.
    if (strict && (hasNegatives || cell.value < 0)) return text
    return `${text}${name}${sum}${numberText(cell.value)}\n${name}${count}${upTo}\n`
  }
}

function headsOf(cell: Cell): Heads {
  if (cell.rendered !== undefined) return cell.rendered as Heads
  const labels = labelsText(cell)
  const all = labels === '' ? ' ' : `{${labels}} `
  const heads: Heads = {
    bucket: labels === '' ? '_bucket{' : `_bucket{${labels},`,
    sum: `_sum${all}`,
    count: `_count${all}`,
  }
  cell.rendered = heads
  return heads
}

/** An empty value is a label that is not there. */
function labelsText({ family: { constantLabels, labelNames }, values }: Cell): string {
  const own = labelNames.map((name, i) => [name, values[i] as string] as const)
  return [...constantLabels, ...own]
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}="${labelValueText(value)}"`)
    .join(',')
}
