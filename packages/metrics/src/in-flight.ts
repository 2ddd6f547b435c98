import type { LabelArguments, Labels } from '@sallyport/core'
import type { Gauge } from './handles.ts'
import { onceSettled } from './once-settled.ts'

/** How much is under way. What was entered is left exactly once. */
export interface InFlight<L extends Labels = Labels> {
  /** One more is under way, until the answer is called, as often as one likes, or disposed of. */
  enter(...labels: LabelArguments<NoInfer<L>>): Leave
  /** One more is under way while the function runs, or its promise is pending. It may throw. */
  during<T>(run: () => T, ...labels: LabelArguments<NoInfer<L>>): T
}

/** Ends what was entered: the first time it is called or disposed of. */
export interface Leave {
  (): void
  [Symbol.dispose](): void
}

/** Counts on a gauge what is under way. */
export function inFlightOf({ bind }: Gauge): InFlight {
  const enter = (labels: Labels): Leave => {
    // The same series at the end as at the start, whatever became of the labels.
    const series = bind(labels)
    series.add(1)
    return callable(() => series.add(-1))
  }
  return { enter, during: (run, labels) => onceSettled(run, enter(labels)) }
}

/** The first call alone does something; `using` is such a call. */
export function callable(run: () => void): Leave {
  let isOver = false
  const leave = (): void => {
    if (isOver) return
    isOver = true
    run()
  }
  return Object.assign(leave, { [Symbol.dispose]: leave })
}
