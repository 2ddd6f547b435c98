import type { Check, CheckResult } from '@sallyport/core'
import type { LogReport } from './log-report.ts'
import type { Settings } from './settings.ts'
import type { StartedLog } from './start-log.ts'
import { type VerifiedDisk, verifyDisk } from './verify-disk.ts'

/** What is known of a log's entries, and since when all of them were read. */
interface Known extends VerifiedDisk {
  readonly at: number
}

/**
 * Asks a log whether it takes entries and is whole. The first time all of it is read, then what is new, and
 * now and then all of it again. Whoever stops waiting does not stop the reading: the next one finds it done.
 */
export function integrityCheck(
  { disk, writer }: Pick<StartedLog, 'disk' | 'writer'>,
  { origin, verifiers, verifyEveryMs, monotonic }: Settings,
  found: (faults: number) => void,
): Check {
  let known: Known | undefined
  let running: Promise<LogReport> | undefined
  const look = async (): Promise<LogReport> => {
    const now = monotonic()
    // What was wrong once is looked for again from the beginning.
    const isKnown = known && known.report.faultCount === 0 && now - known.at < verifyEveryMs
    const from = isKnown ? known : undefined
    const read = await verifyDisk(disk, { origin, verifiers, ...(from && { from: from.to }) })
    known = { ...read, at: from?.at ?? now }
    found(read.report.faultCount)
    return read.report
  }
  return async (signal) => {
    const { state, cause, fill } = writer
    if (state === 'failed' || state === 'forked' || state === 'closed') {
      return { ok: false, message: `the log is ${state}${because(cause)}` }
    }
    running ??= look().finally(() => {
      running = undefined
    })
    const report = await unlessAborted(running, signal)
    if (!report) return { ok: true, degraded: true, message: 'the log is still being read' }
    return resultOf(report, state === 'degraded' ? because(cause) : undefined, fill)
  }
}

function resultOf(report: LogReport, refused: string | undefined, fill: number): CheckResult {
  const { verdict, size, signed, faults, faultCount } = report
  const detail = { verdict, size, signed, faults: faultCount }
  if (faultCount > 0) {
    return { ok: false, message: faults[0]?.message ?? 'the log is not whole', detail }
  }
  if (refused !== undefined) {
    return { ok: true, degraded: true, message: `the disk has refused entries${refused}`, detail }
  }
  if (fill <= 0.5) return { ok: true, detail }
  const percent = Math.round(100 * fill)
  return { ok: true, degraded: true, message: `the queue is ${percent} % full`, detail }
}

const because = (cause: unknown): string => (cause instanceof Error ? `: ${cause.message}` : '')

/** What it gives; undefined when nobody waits any more. */
async function unlessAborted<T>(run: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let stop = (): void => {}
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined)
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
  })
  // Whoever waits next hears of it.
  run.catch(() => {})
  try {
    return await Promise.race([aborted, run])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
