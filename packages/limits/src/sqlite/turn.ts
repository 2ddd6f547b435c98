import type { Policy } from '../policy.ts'
import type { LimitState, Step } from '../store.ts'

/** What a row keeps. No numbers: nothing is in use. */
export type Numbers = readonly number[] | Float64Array

/** One step at one time, before it is known whether the others fit. */
export interface Turn {
  /** It fits. */
  readonly ok: boolean
  /** What is kept lies ahead of now, since the clock went back: that is put right even when nothing is taken. */
  readonly ahead: boolean
  /** What is to be kept, and how the step stands. Asked once. */
  end(taken: boolean): { readonly numbers: Numbers; readonly state: LimitState }
}

/** What a row's numbers mean, of one kind of policy. */
export interface Layout {
  turn(step: Step, kept: Float64Array, now: number): Turn
  /** What is left to keep. */
  refund(taken: LimitState, kept: Float64Array, now: number): Numbers
  /** When all of it will have come back, or later. */
  expiry(policy: Policy, kept: Numbers): number
}
