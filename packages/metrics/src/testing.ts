import { strictEqual } from 'node:assert/strict'
import type { Labels, MetricDefinition } from '@sallyport/core'
import type { Cell } from './cell.ts'
import type { Family } from './family.ts'
import type { Metrics } from './metrics.ts'
import { rollover } from './write.ts'

/** A metric, or any name it has: its id, its exported name, an alias. */
export type MetricName<L extends Labels> = MetricDefinition<L> | string

/**
 * A counter's or gauge's value, or a histogram's count: over all series that carry these labels. 0 when
 * nothing was measured.
 *
 * @throws TypeError for a name that no metric has, and for a label that the metric has not.
 */
export function metricValue<L extends Labels>(
  metrics: Pick<Metrics, 'families'>,
  metric: MetricName<L>,
  labels: Partial<L> = {},
): number {
  let sum = 0
  for (const cell of cellsOf(metrics, metric, labels)) {
    if (carries(cell, labels)) sum += standingOf(cell)
  }
  return sum
}

/** What changed while something ran: `shop_orders_total{outcome="paid"}` and by how much. A histogram changes by its count. */
export async function delta(
  metrics: Pick<Metrics, 'families'>,
  run: () => unknown,
): Promise<Readonly<Record<string, number>>> {
  const before = standing(metrics)
  await run()
  const changes = [...standing(metrics)].map(
    ([name, value]) => [name, value - (before.get(name) ?? 0)] as const,
  )
  return Object.fromEntries(changes.filter(([, by]) => by !== 0))
}

/** What {@link expectMetric} answers. */
export interface MetricExpectation {
  /** Throws node's AssertionError where it is another value. */
  toBe(value: number): void
  /** The same for what it changes by while something runs. */
  toChangeBy(by: number, run: () => unknown): Promise<void>
}

/**
 * Asserts on a metric, under any test runner.
 *
 * @example
 * ```ts
 * import { createMetrics, defineMetrics } from '@sallyport/metrics'
 * import { expectMetric } from '@sallyport/metrics/testing'
 *
 * const { orders } = defineMetrics({
 *   orders: { id: 'shop.orders', kind: 'counter', unit: '1', help: 'Orders.' },
 * })
 * const metrics = createMetrics({ catalog: { orders } })
 * await expectMetric(metrics, orders).toChangeBy(1, () => metrics.add(orders, 1))
 * expectMetric(metrics, 'shop_orders_total').toBe(1)
 * ```
 */
export function expectMetric<L extends Labels>(
  metrics: Pick<Metrics, 'families'>,
  metric: MetricName<L>,
  labels: Partial<L> = {},
): MetricExpectation {
  const name = `${typeof metric === 'string' ? metric : metric.id} ${JSON.stringify(labels)}`
  const now = (): number => metricValue(metrics, metric, labels)
  return {
    toBe: (value) => strictEqual(now(), value, `${name} is ${now()}, expected ${value}`),
    async toChangeBy(by, run) {
      const before = now()
      await run()
      const changed = now() - before
      strictEqual(changed, by, `${name} changed by ${changed}, expected ${by}`)
    },
  }
}

function cellsOf<L extends Labels>(
  metrics: Pick<Metrics, 'families'>,
  metric: MetricName<L>,
  labels: Partial<L>,
): Iterable<Cell> {
  const id = typeof metric === 'string' ? metric : metric.id
  const found = metrics
    .families()
    .find(({ names }) => [names.id, names.sample, ...names.aliases].includes(id))
  if (found === undefined && typeof metric === 'string') {
    throw new TypeError(`metrics: no metric is called "${metric}"`)
  }
  if (found === undefined) return []
  refuseUnknown(found, labels)
  return found.cells()
}

/** Counters as they are printed: also what they had before they passed 2^53. */
const standingOf = ({ counts, count, value, rollovers }: Cell): number =>
  counts === undefined ? value + rollovers * rollover : count

const carries = (cell: Cell, labels: Partial<Labels>): boolean =>
  Object.entries(labels).every(([name, value]) => labelOf(cell, name) === value)

function labelOf({ family, values }: Cell, name: string): string | undefined {
  const at = family.labelNames.indexOf(name)
  return at < 0 ? family.constantLabels.find(([own]) => own === name)?.[1] : values[at]
}

/** A misspelt label that nothing carries would let `toBe(0)` pass for ever. */
function refuseUnknown({ labelNames, constantLabels, names }: Family, labels: object): void {
  const known = [...labelNames, ...constantLabels.map(([name]) => name)]
  const unknown = Object.keys(labels).find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw new TypeError(`metrics: "${names.id}" has no label "${unknown}"`)
  }
}

function standing(metrics: Pick<Metrics, 'families'>): Map<string, number> {
  const all = metrics.families().flatMap((family) => [...family.cells()])
  return new Map(
    all.map((cell) => {
      const { family, values } = cell
      const labels = family.labelNames.map((name, i) => `${name}=${JSON.stringify(values[i])}`)
      const name = family.names.sample + (labels.length > 0 ? `{${labels.join(',')}}` : '')
      return [name, standingOf(cell)]
    }),
  )
}
