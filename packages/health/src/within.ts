import type { Timers } from '@sallyport/core'

/** What becomes of a promise, or `late` when the time is over before. */
export const within = <T, L>(
  timers: Timers,
  ms: number,
  promise: Promise<T>,
  late: L,
): Promise<T | L> =>
  new Promise((resolve, reject) => {
    const cancel = timers.after(ms, () => resolve(late))
    promise.then(resolve, reject).finally(cancel)
  })
