import type { BoundMetric, LabelArguments, Labels } from '@sallyport/core'
import { bound } from './bound.ts'
import type { Family } from './family.ts'
import { addToCounter, addToGauge, observeIn, setGaugeOf } from './write.ts'

/** A counter that one part of a program holds. Nothing on it throws. */
export interface Counter<L extends Labels = Labels> {
  /** Adds one. */
  increment(...labels: LabelArguments<NoInfer<L>>): void
  /** Adds what is not negative. */
  add(value: number, ...labels: LabelArguments<NoInfer<L>>): void
  /** The series itself, for the hot path. */
  bind(...labels: LabelArguments<NoInfer<L>>): BoundMetric
}

/** A gauge that one part of a program holds. Nothing on it throws. */
export interface Gauge<L extends Labels = Labels> {
  /** Says how much it is. */
  set(value: number, ...labels: LabelArguments<NoInfer<L>>): void
  /** Says how much it changed. */
  add(value: number, ...labels: LabelArguments<NoInfer<L>>): void
  /** The series itself, for the hot path. */
  bind(...labels: LabelArguments<NoInfer<L>>): BoundMetric
}

/** A histogram that one part of a program holds. Nothing on it throws. */
export interface Histogram<L extends Labels = Labels> {
  /** Adds an observation. */
  observe(value: number, ...labels: LabelArguments<NoInfer<L>>): void
  /** The series itself, for the hot path. */
  bind(...labels: LabelArguments<NoInfer<L>>): BoundMetric
}

/** A counter's handle. */
export function counterOf(family: Family): Counter {
  const add = (value: number, labels?: unknown): void => {
    try {
      addToCounter(family.cell(labels), value)
    } catch {
      family.notes.dropped('threw')
    }
  }
  return { increment: (labels) => add(1, labels), add, bind: (labels) => bound(family, labels) }
}

/** A gauge's handle. */
export function gaugeOf(family: Family): Gauge {
  return {
    set(value, labels) {
      try {
        setGaugeOf(family, labels, value)
      } catch {
        family.notes.dropped('threw')
      }
    },
    add(value, labels) {
      try {
        addToGauge(family.cell(labels), value)
      } catch {
        family.notes.dropped('threw')
      }
    },
    bind: (labels) => bound(family, labels),
  }
}

/** A histogram's handle. */
export function histogramOf(family: Family): Histogram {
  return {
    observe(value, labels) {
      try {
        observeIn(family.cell(labels), value)
      } catch {
        family.notes.dropped('threw')
      }
    },
    bind: (labels) => bound(family, labels),
  }
}
