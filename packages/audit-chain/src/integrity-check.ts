import type { Check, CheckResult } from '@sallyport/core'
import type { Head } from './head.ts'
import type { LogReport } from './log-report.ts'
import { appended, rootOf } from './merkle.ts'
import { replay } from './replay.ts'
import { listSegments } from './segments.ts'
import type { Settings } from './settings.ts'
import type { StartedLog } from './start-log.ts'

type Verify = (signal: AbortSignal) => Promise<LogReport>

/** What is known of a log's entries. */
interface Known {
  /** As far as they were read. */
  readonly head: Head
  readonly report: LogReport
  /** When all of it was read. */
  readonly at: number
}

/**
 * Asks a log whether it takes entries and is whole. The first time all of it is read, then what is new, and
 * now and then all of it again. Whoever stops waiting does not stop the reading: the next one finds it done.
 */
export function integrityCheck(
  { disk, writer }: Pick<StartedLog, 'disk' | 'writer'>,
  { verifyEveryMs, monotonic }: Pick<Settings, 'verifyEveryMs' | 'monotonic'>,
  verify: Verify,
): Check {
  let known: Known | undefined
  let running: Promise<Known> | undefined
  const whole = async (): Promise<Known> => {
    const [head, at] = [writer.head, monotonic()]
    return { head, at, report: await verify(new AbortController().signal) }
  }
  const more = async ({ head, report, at }: Known): Promise<Known> => {
    const now = writer.head
    await demandAdded(disk, head, now)
    return { head: now, report, at }
  }
  const look = async (): Promise<Known> => {
    const isStale = !known?.report.ok || monotonic() - known.at >= verifyEveryMs
    known = isStale ? await whole() : await more(known as Known)
    return known
  }
  return async (signal) => {
    const { state, cause, fill } = writer
    if (state === 'failed' || state === 'forked' || state === 'closed') {
      return { ok: false, message: `the log is ${state}${because(cause)}` }
    }
    running ??= look().finally(() => {
      running = undefined
    })
    const read = await unlessAborted(running, signal)
    if (!read) return { ok: true, degraded: true, message: 'the log is still being read' }
    return state === 'degraded'
      ? { ok: true, degraded: true, message: `the disk has refused entries${because(cause)}` }
      : resultOf(read, fill)
  }
}

function resultOf({ report }: Known, fill: number): CheckResult {
  const { verdict, size, signed, faults, faultCount } = report
  const detail = { size, signed, verdict, faults: faultCount }
  if (verdict === 'tampered') {
    return { ok: false, message: faults[0]?.message ?? 'the log is not whole', detail }
  }
  if (fill <= 0.5) return { ok: true, detail }
  const percent = Math.round(100 * fill)
  return { ok: true, degraded: true, message: `the queue is ${percent} % full`, detail }
}

const because = (cause: unknown): string =>
  cause instanceof Error ? `: ${cause.message}` : ''

/** Throws where what was added since is not what was written. */
async function demandAdded(disk: StartedLog['disk'], from: Head, to: Head): Promise<void> {
  const { frontier } = from
  if (to.frontier.size === frontier.size) return
  const { batches } = await replay(disk, await listSegments(disk), from)
  // What is being written now is behind it.
  const leaves = batches.flatMap((batch) => batch.leaves).slice(0, to.frontier.size - frontier.size)
  if (rootOf(appended(frontier, leaves)) === rootOf(to.frontier)) return
  throw new Error('audit-chain: the last entries are not those that were written')
}

async function unlessAborted<T>(run: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  if (signal.aborted) {
    run.catch(() => {})
    return undefined
  }
  let stop = (): void => {}
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined)
    signal.addEventListener('abort', stop)
  })
  try {
    return await Promise.race([run, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
