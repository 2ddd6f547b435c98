import type { Check, CheckResult, Clock, Json, MonotonicClock, Timers } from '@sallyport/core'

/** What came of asking once. */
export interface Outcome {
  readonly ok: boolean
  readonly degraded: boolean
  readonly message?: string
  readonly detail?: Json
  readonly timedOut: boolean
  /** When it was known, in milliseconds since the epoch. */
  readonly at: number
  /** The same on the monotonic clock. */
  readonly heard: number
  readonly durationMs: number
}

/** What a run is timed by. */
export interface RunTime {
  readonly clock: Clock
  readonly monotonic: MonotonicClock
  readonly timers: Timers
}

/** One asking of a check. */
export interface Run {
  /** Always fulfilled, at the latest when the timeout is due. */
  readonly outcome: Promise<Outcome>
  /** Fulfilled when the check has let go, which may be long after: or never. */
  readonly settled: Promise<void>
}

/**
 * Asks once. Whatever the check does, throws, rejects, hangs, does not look at the signal or answers with
 * something else, there is one outcome in time, and what comes later is nobody's.
 */
export function runCheck(check: Check, timeoutMs: number, time: RunTime): Run {
  const { clock, monotonic, timers } = time
  const begun = monotonic()
  const outcome = (result: Partial<CheckResult>, timedOut = false): Outcome => {
    const heard = monotonic()
    const { ok = false, degraded = false, message, detail } = result
    return {
      ok: ok === true,
      degraded: degraded === true,
      ...(typeof message === 'string' && { message }),
      ...(detail !== undefined && { detail }),
      timedOut,
      at: clock(),
      heard,
      durationMs: heard - begun,
    }
  }
  const abort = new AbortController()
  const answer = attempt(check, abort.signal)
  const outcomeInTime = new Promise<Outcome>((resolve) => {
    const cancel = timers.after(timeoutMs, () => {
      resolve(outcome({ message: `no answer within ${timeoutMs} ms` }, true))
      abort.abort(new Error(`health: no answer within ${timeoutMs} ms`))
    })
    answer.then((result) => {
      cancel()
      resolve(outcome(result))
    })
  })
  return { outcome: outcomeInTime, settled: answer.then(() => {}) }
}

async function attempt(check: Check, signal: AbortSignal): Promise<Partial<CheckResult>> {
  try {
    const result: unknown = await check(signal)
    if (typeof result === 'object' && result !== null && 'ok' in result)
      return read(result as Partial<CheckResult>)
    return { ok: false, message: 'the check answered with something else than a CheckResult' }
  } catch (error) {
    return { ok: false, message: messageOf(error) }
  }
}

// Read once, here: its getters may throw, and it may be changed later.
const read = ({ ok, degraded, message, detail }: Partial<CheckResult>): Partial<CheckResult> => ({
  ...(ok !== undefined && { ok }),
  ...(degraded !== undefined && { degraded }),
  ...(message !== undefined && { message }),
  ...(detail !== undefined && { detail }),
})

function messageOf(error: unknown): string {
  try {
    return error instanceof Error ? error.message || error.name : String(error)
  } catch {
    return 'it threw something that has no text'
  }
}
