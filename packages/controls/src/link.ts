import type { Cancel, Timers } from '@sallyport/core'
import type { ControlsSource, SourceState, Unwatch } from './source.ts'

/** How it stands with a source. */
export interface LinkStatus {
  /** Whether values of it were ever taken. */
  readonly loaded: boolean
  /** Why the values shown may be old: it did not answer, or what it holds cannot be. */
  readonly problem: 'down' | 'rejected' | undefined
  /** Whether changes are missed until it is asked. */
  readonly unheard: boolean
  readonly faults: readonly string[]
}

/** What a link needs. */
export interface LinkOptions {
  readonly source: ControlsSource
  readonly timers: Timers
  readonly pollMs: number
  readonly timeoutMs: number
  /** Takes what was read, and says what is wrong with it; then it was not taken. */
  accept(state: SourceState): readonly string[]
  failed(error: unknown): void
  /** Runs something of the source's; when it fails, that is told and stops nothing. */
  contained(run: () => unknown): void
  /** The status may be different. */
  asked(status: LinkStatus): void
}

/** A source, asked by one at a time, asked again, and listened to until it is let go. */
export interface Link {
  readonly status: LinkStatus
  /** Reads it; any number of calls at once are one reading. */
  refresh(): Promise<void>
  /** Runs after everything that was asked before. */
  inTurn<T>(job: () => Promise<T>): Promise<T>
  /** What the source answers, if it does in time. */
  answer<T>(asking: () => T | Promise<T>): Promise<T>
  close(): void
}

const firstPauseMs = 1_000
const longestPauseMs = 30_000

/** Links to a source. */
export function linkTo(options: LinkOptions): Link {
  const { source, timers, accept, failed, contained, asked, pollMs } = options
  let status: LinkStatus = { loaded: false, problem: undefined, unheard: false, faults: [] }
  let closed = false
  let tail: Promise<unknown> = Promise.resolve()
  let waiting: Promise<void> | undefined
  let pauseMs = firstPauseMs
  let cancel: Cancel = () => {}

  const inTurn = <T>(job: () => Promise<T>): Promise<T> => {
    const run = tail.then(job)
    tail = run.catch(() => {})
    return run
  }
  const answer = answersWithin(timers, options.timeoutMs)
  const read = async (): Promise<void> => {
    waiting = undefined
    if (closed) return
    cancel()
    try {
      const state = await answer(() => source.read())
      if (closed) return
      const faults = accept(state)
      const fits = faults.length === 0
      status = {
        ...status,
        loaded: status.loaded || fits,
        problem: fits ? undefined : 'rejected',
        faults,
      }
      pauseMs = firstPauseMs
    } catch (error) {
      if (closed) return
      status = { ...status, problem: 'down' }
      failed(error)
    }
    asked(status)
    later()
  }
  const refresh = (): Promise<void> => {
    waiting ??= inTurn(read)
    return waiting
  }
  const later = (): void => {
    // A listener may have closed it.
    if (closed) return
    // Close unheard of, a change would wait for the next poll.
    const soon = status.problem !== undefined || status.unheard
    cancel = timers.after(soon ? Math.min(pauseMs, pollMs) : pollMs, () => {
      if (status.unheard) ear.attempt()
      void refresh()
    })
    if (status.problem !== undefined) pauseMs = Math.min(2 * pauseMs, longestPauseMs)
  }
  const ear = listenTo({
    ...{ source, contained, answer, changed: refresh },
    heard(unheard, error) {
      if (closed) return
      status = { ...status, unheard }
      if (unheard) failed(error)
      asked(status)
      void refresh()
    },
  })
  ear.attempt()
  return {
    get status() {
      return status
    },
    refresh,
    inTurn,
    answer,
    close() {
      closed = true
      cancel()
      ear.close()
    },
  }
}

interface Hearing extends Pick<LinkOptions, 'source' | 'contained'>, Pick<Link, 'answer'> {
  changed(): void
  heard(unheard: boolean, error?: unknown): void
}

/** Listens to a source; what cannot be had just now is had by another attempt. */
function listenTo({ source, contained, answer, changed, heard }: Hearing) {
  let closed = false
  let asking = false
  let unwatch: Unwatch | undefined
  const begin = async (): Promise<void> => {
    asking = true
    let isLost = false
    const tell = (lost: boolean, error?: unknown): void => {
      isLost = lost
      heard(lost, error)
    }
    const listener = {
      changed,
      lost: (error: unknown) => tell(true, error),
      restored: () => tell(false),
    }
    const watching = new Promise<Unwatch | undefined>((done) => done(source.watch?.(listener)))
    // Late, it counts as lost until it is there.
    answer(() => watching).catch((error: unknown) => heard(true, error))
    try {
      unwatch = await watching
      if (closed) contained(() => unwatch?.())
      // What was changed between the first reading and this, nobody repeats.
      else if (unwatch !== undefined && !isLost) heard(false)
    } catch {
      // It was heard of.
    }
    asking = false
  }
  return {
    attempt: () => {
      if (!asking && unwatch === undefined && source.watch !== undefined) void begin()
    },
    close() {
      closed = true
      contained(() => unwatch?.())
    },
  }
}

function answersWithin(timers: Timers, timeoutMs: number) {
  return <T>(asking: () => T | Promise<T>): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      const late = timers.after(timeoutMs, () =>
        reject(new Error(`controls: the source did not answer within ${timeoutMs} ms`)),
      )
      new Promise<T>((ask) => ask(asking())).then(resolve, reject).finally(late)
    })
}
