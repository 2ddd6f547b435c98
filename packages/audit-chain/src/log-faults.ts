import type { LogFault } from './log-report.ts'

/** Collects what is wrong: all is counted and told, the first thousand kept. */
export interface LogFaults {
  report(fault: LogFault): void
  readonly kept: readonly LogFault[]
  readonly count: number
}

const mostKept = 1_000

/** Nothing wrong yet. `onFault` hears of each as it is found. */
export function logFaults(onFault?: (fault: LogFault) => void): LogFaults {
  const kept: LogFault[] = []
  let count = 0
  return {
    kept,
    get count() {
      return count
    },
    report(fault) {
      count++
      if (kept.length < mostKept) kept.push(fault)
      onFault?.(fault)
    },
  }
}
