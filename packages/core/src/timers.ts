/** Takes back what a timer was asked to do. Calling it twice does no harm. */
export type Cancel = () => void

/** Waiting, as an argument. Nothing here keeps a process alive. */
export interface Timers {
  /** Runs once, after `ms` milliseconds. */
  after(ms: number, run: () => void): Cancel
  /** Runs every `ms` milliseconds. */
  each(ms: number, run: () => void): Cancel
}

/** The platform's timers, detached from the process's life. */
export const systemTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms)
    detach(timer)
    return () => clearTimeout(timer)
  },
  each(ms, run) {
    const timer = setInterval(run, ms)
    detach(timer)
    return () => clearInterval(timer)
  },
}

// Outside Node a timer is a number, and there is no process to keep alive.
function detach(timer: unknown): void {
  ;(timer as { unref?: () => void }).unref?.()
}
