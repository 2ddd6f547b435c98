/** An objective, exactly: `99.9` is 999/1000. Decisions multiply; nothing divides. */
export interface Objective {
  readonly numerator: bigint
  readonly denominator: bigint
  /** As it was written, without needless zeros: `99.9`. */
  readonly percent: string
}
