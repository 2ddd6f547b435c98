/** How often in a row something must be heard to be believed. */
export interface Thresholds {
  /** Failures before it is down. */
  readonly failures: number
  /** Successes before it is up again. */
  readonly successes: number
}

/** What is believed of a check, and how often it has been contradicted since. */
export interface Belief {
  readonly up: boolean
  readonly contradictions: number
}

/** What is believed after one more answer. The first is believed at once. */
export function believe(
  belief: Belief | undefined,
  up: boolean,
  { failures, successes }: Thresholds,
): Belief {
  if (belief === undefined || belief.up === up) return { up, contradictions: 0 }
  const contradictions = belief.contradictions + 1
  return contradictions >= (up ? successes : failures)
    ? { up, contradictions: 0 }
    : { up: belief.up, contradictions }
}
