import type { Labels } from '@sallyport/core'
import type { Cell } from './cell.ts'

const known = new WeakMap<Cell, Labels>()

/** A series' labels with the constant ones, made once. An empty value is a label that is not there. */
export function seriesLabels(cell: Cell): Labels {
  const found = known.get(cell)
  if (found !== undefined) return found
  const { constantLabels, labelNames } = cell.family
  const own = labelNames.map((name, i) => [name, cell.values[i] as string] as const)
  const all = [...constantLabels, ...own].filter(([, value]) => value !== '')
  const labels = Object.freeze(Object.fromEntries(all))
  known.set(cell, labels)
  return labels
}
