import type { Labels, MetricDefinition, MetricsReader } from '@sallyport/core'
import { bound, unbound } from './bound.ts'
import type { Families } from './families.ts'
import type { Metrics } from './metrics.ts'
import { seriesOf } from './read.ts'
import { addToCounter, addToGauge, observeIn, setGaugeOf } from './write.ts'

/** What packages write to and objectives read from. Nothing here throws, whatever it is given. */
export function sinkOf(
  families: Families,
): Pick<Metrics, 'add' | 'set' | 'observe' | 'bind'> & MetricsReader {
  const { notes } = families
  return {
    add(metric, value, labels?: unknown) {
      try {
        const family = families.of(metric)
        if (family === undefined) return
        if (family.kind === 'counter') addToCounter(family.cell(labels), value)
        else if (family.kind === 'gauge') addToGauge(family.cell(labels), value)
        else notes.dropped('wrong_kind')
      } catch {
        notes.dropped('threw')
      }
    },
    set(metric, value, labels?: unknown) {
      try {
        const family = families.of(metric)
        if (family === undefined) return
        if (family.kind === 'gauge') setGaugeOf(family, labels, value)
        else notes.dropped('wrong_kind')
      } catch {
        notes.dropped('threw')
      }
    },
    observe(metric, value, labels?: unknown) {
      try {
        const family = families.of(metric)
        if (family === undefined) return
        if (family.kind === 'histogram') observeIn(family.cell(labels), value)
        else notes.dropped('wrong_kind')
      } catch {
        notes.dropped('threw')
      }
    },
    bind(metric, labels?: unknown) {
      try {
        const family = families.of(metric)
        return family === undefined ? unbound(notes) : bound(family, labels)
      } catch {
        return unbound(notes)
      }
    },
    read: <L extends Labels>(metric: MetricDefinition<L>) =>
      seriesOf(families.agreeing(metric)) as never,
  }
}
