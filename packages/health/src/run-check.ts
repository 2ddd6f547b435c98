import type { Check, Clock, MonotonicClock, Timers } from '@sallyport/core'
import { safeDetail, safeText } from './redact.ts'
import type { CheckReport } from './report.ts'
import { within } from './within.ts'

/** What came of asking once. */
export interface Outcome {
  readonly ok: boolean
  readonly degraded: boolean
  /** When it was known, on the monotonic clock. */
  readonly heard: number
  readonly shown: Said & Pick<Required<CheckReport>, 'at' | 'durationMs'>
}

/** What a check said, as far as it may be shown. */
type Said = Pick<CheckReport, 'message' | 'detail'>

interface Answer {
  readonly ok: boolean
  readonly degraded: boolean
  readonly said: Said
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
  const outcome = ({ ok, degraded, said }: Answer): Outcome => {
    const heard = monotonic()
    return { ok, degraded, heard, shown: { at: clock(), durationMs: heard - begun, ...said } }
  }
  const abort = new AbortController()
  const answer = ask(check, abort.signal)
  const message = `no answer within ${timeoutMs} ms`
  const late = failed(message)
  const inTime = async (): Promise<Outcome> => {
    const said = await within(timers, timeoutMs, answer, late)
    const known = outcome(said)
    if (said === late) abort.abort(new Error(`health: ${message}`))
    return known
  }
  return { outcome: inTime(), settled: answer.then(() => {}) }
}

async function ask(check: Check, signal: AbortSignal): Promise<Answer> {
  try {
    return read(await check(signal))
  } catch (error) {
    return failed(messageOf(error))
  }
}

const failed = (message: string): Answer => ({
  ok: false,
  degraded: false,
  said: { message: safeText(message) },
})

// Read once, here: getters may throw, and what is read may be changed later.
function read(result: unknown): Answer {
  const { ok, degraded, message, detail } = Object(result) as Readonly<Record<string, unknown>>
  if (typeof ok !== 'boolean') {
    return failed('the answer is no CheckResult')
  }
  const safe = safeDetail(detail)
  return {
    ok,
    degraded: degraded === true,
    said: {
      ...(typeof message === 'string' && { message: safeText(message) }),
      ...(safe !== undefined && { detail: safe }),
    },
  }
}

function messageOf(error: unknown): string {
  try {
    if (!(error instanceof Error)) return String(error)
    const { message, code, name, cause } = error as Error & { readonly code?: unknown }
    // That of several refused addresses is empty, and fetch says why in the cause alone.
    const why = Object(cause).code
    return `${message || code || name}${why === undefined ? '' : ` (${String(why)})`}`
  } catch {
    return 'it threw what has no text'
  }
}
