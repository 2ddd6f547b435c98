/** Takes back what a timer was asked to do. Calling it twice does no harm. */
export type Cancel = () => void

/** Waiting, as an argument. Nothing here keeps a process alive. */
export interface Timers {
  /** Runs once, after `ms` milliseconds. */
  after(ms: number, run: () => void): Cancel
  /** Runs every `ms` milliseconds. */
  each(ms: number, run: () => void): Cancel
}

/** The platform's timers, detached from the process's life. Waits may be of any length. */
export const systemTimers: Timers = {
  after(ms, run) {
    let timer: unknown
    const wait = (left: number): void => {
      const now = Math.min(left, longest)
      timer = setTimeout(() => (left > now ? wait(left - now) : run()), now)
      detach(timer)
    }
    wait(checkedWait(ms))
    return () => clearTimeout(timer as number)
  },
  each(ms, run) {
    const timer = setInterval(run, checkedInterval(ms))
    detach(timer)
    return () => clearInterval(timer)
  },
}

// Beyond it the platform's timers fire at once.
const longest = 2 ** 31 - 1

/** The wait, if it is one. */
export function checkedWait(ms: number): number {
  if (ms >= 0) return ms
  throw new RangeError(`core: a wait must be a number of milliseconds >= 0, got ${ms}`)
}

/** The interval, if it is one. */
export function checkedInterval(ms: number): number {
  if (ms > longest) throw new RangeError(`core: an interval is at most ${longest} ms, got ${ms}`)
  return checkedWait(ms)
}

// Outside Node a timer is a number, and there is no process to keep alive.
function detach(timer: unknown): void {
  ;(timer as { unref?: () => void }).unref?.()
}
