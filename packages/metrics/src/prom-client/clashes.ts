import { metricsOf, type PromRegistry } from './prom-registry.ts'

/** A metric of ours by one of its names. */
export interface Named {
  readonly id: string
  readonly name: string
  readonly type: string
}

/** Names that a registry's lines and declarations may carry, each with the metric it belongs to. */
export function takenIn(registry: PromRegistry, ours: ReadonlySet<object>): Map<string, string> {
  const theirs = metricsOf(registry).filter((metric) => !ours.has(metric))
  return new Map(
    theirs.flatMap(({ name, type }) =>
      carriedNames(name, type).map((carried) => [carried, `its ${type} "${name}"`] as const),
    ),
  )
}

/** Which names a metric of ours would share, each a sentence's end. */
export function clashesOf(
  { id, name, type }: Named,
  taken: ReadonlyMap<string, string>,
): readonly string[] {
  const found = carriedNames(name, type).find((carried) => taken.has(carried))
  return found === undefined ? [] : [`"${id}" and ${taken.get(found)} are both called ${found}`]
}

const endings: Readonly<Record<string, readonly string[]>> = {
  histogram: ['_bucket', '_sum', '_count'],
  summary: ['_sum', '_count'],
}

function carriedNames(name: string, type: string): readonly string[] {
  if (type !== 'counter') return [name, ...(endings[type] ?? []).map((ending) => name + ending)]
  // A registry may be told to speak OpenMetrics at any time, and declares a counter without `_total` then.
  const stem = name.replace(/_total$/, '')
  return [...new Set([name, stem, `${stem}_total`])]
}
