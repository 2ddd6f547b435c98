import type { LimitStore } from '../store.ts'
import type { CaseTime, Driver } from './driver.ts'

/** What a case is given: a store, and another on the same data where there can be one. */
export interface Given {
  readonly store: LimitStore
  readonly other: LimitStore
  /** Asks the store by a time of the case's own. */
  drive(time?: CaseTime): Driver
  /** Asks the other, by the same time. */
  driveOther(time: CaseTime): Driver
}

/** One case, before it has a store. */
export interface Case {
  readonly name: string
  run(given: Given): Promise<void>
}
