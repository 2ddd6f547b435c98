import type { Series } from '@sallyport/core'
import type { Cell } from './cell.ts'
import type { Family } from './family.ts'

/** Every series of a metric as it stands, without the constant labels. */
export function seriesOf(family: Family | undefined): readonly Series[] {
  if (family === undefined) return []
  return Array.from(family.cells(), (cell) => ({
    labels: Object.fromEntries(
      family.labelNames.map((name, i) => [name, cell.values[i] as string]),
    ),
    ...standing(cell),
    // It may have begun again as often as others of the metric: one too many tells nobody a wrong rate.
    resets: cell.generation + cell.rollovers,
  }))
}

function standing({
  family: { bounds },
  counts,
  value,
  count,
}: Cell): Omit<Series, 'labels' | 'resets'> {
  if (bounds === undefined || counts === undefined) return { value }
  let upTo = 0
  const buckets = [...bounds, Number.POSITIVE_INFINITY].map((le, i) => {
    upTo += counts[i] as number
    return { le, count: upTo }
  })
  return { histogram: { buckets, sum: value, count } }
}
