/** What was admitted, and when; a cost of three is the same time three times. */
export type Log = number[]

/** The answer to measure by: never more than `limit` in the window behind, every time remembered. */
export function slidingLog(
  limit: number,
  windowMs: number,
): { readonly log: Log; admits(now: number, cost?: number): boolean } {
  const log: Log = []
  let gone = 0
  return {
    log,
    admits(now, cost = 1) {
      while ((log[gone] ?? now) <= now - windowMs) gone++
      const ok = log.length - gone + cost <= limit
      if (ok) note(log, now, cost)
      return ok
    },
  }
}

/** Writes down what was admitted. */
export function note(log: Log, now: number, cost = 1): void {
  for (let i = 0; i < cost; i++) log.push(now)
}

/** The most that was admitted in any window, wherever it begins: those from t to before t + windowMs. */
export function worstWindow(log: Log, windowMs: number): number {
  let worst = 0
  for (let from = 0, to = 0; to < log.length; to++) {
    while ((log[from] as number) <= (log[to] as number) - windowMs) from++
    worst = Math.max(worst, to - from + 1)
  }
  return worst
}
