import type { Observer } from '@sallyport/core'

/** Requests that have begun and not ended. */
export interface InFlight {
  readonly observer: Observer
  readonly count: number
  /** Resolves when there are none. */
  none(): Promise<void>
}

/** Counts requests in flight. */
export function inFlight(): InFlight {
  let count = 0
  let waiting: (() => void)[] = []
  return {
    observer: () => {
      let isOver = false
      count++
      return () => {
        if (isOver) return
        isOver = true
        count--
        if (count > 0) return
        for (const done of waiting) done()
        waiting = []
      }
    },
    get count() {
      return count
    },
    none: () =>
      count === 0 ? Promise.resolve() : new Promise((resolve) => void waiting.push(resolve)),
  }
}
