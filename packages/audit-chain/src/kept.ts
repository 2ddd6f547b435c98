import type { Json } from '@sallyport/core'
import type { Normalised } from './normalise.ts'

/** A value that was made plain before, in another process: it is taken as it is, and not tagged again. */
export class Kept {
  readonly #read: Normalised

  constructor(read: Normalised) {
    this.#read = read
  }

  /** What was made of it; undefined for what only looks like one. */
  static of(value: object): Normalised | undefined {
    return #read in value ? value.#read : undefined
  }

  /** For logs of others. */
  toJSON(): Json | undefined {
    return this.#read.json
  }
}
