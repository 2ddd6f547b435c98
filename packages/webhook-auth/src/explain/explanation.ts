import type { SignatureDenial } from '../catalog.ts'
import type { About, CauseName } from './causes.ts'
import type { Difference } from './difference.ts'

/** Something that was otherwise when it was signed. Proved: with it, the signature fits. */
export interface Cause {
  readonly name: CauseName
  readonly about: About
  /** What exactly, for people. */
  readonly detail: string
}

/** What the verifier refuses with; `secret_unusable` where none of the secrets is a key of the scheme's form. */
export type Refusal = SignatureDenial | 'secret_unusable'

/** Causes that together make the signature fit. */
export interface Determined {
  readonly ok: false
  readonly determined: true
  readonly verdict: Refusal
  /** One or two, and what is wrong with its time, or the time of its secret, besides. */
  readonly causes: readonly Cause[]
  /** Where the body or the address is not what was signed. */
  readonly difference?: Difference
  readonly remedy: string
  /** How many computations it took. */
  readonly tried: number
}

/** Nothing that was tried makes the signature fit. */
export interface Undetermined {
  readonly ok: false
  readonly determined: false
  readonly verdict: Refusal
  /** What was tried alone and is not it. */
  readonly ruledOut: readonly CauseName[]
  /** What was not tried alone, or not in every way, as the limits came first: of a long body. */
  readonly untried: readonly CauseName[]
  /** Whether all pairs were tried as well: else the limits came first. */
  readonly complete: boolean
  /** What is striking. Nothing of it is proved. */
  readonly hints: readonly string[]
  readonly remedy: string
  readonly tried: number
}

/** Why a delivery is refused. For an operator's eyes: never part of an answer to a request. */
export type Explanation = { readonly ok: true } | Determined | Undetermined
