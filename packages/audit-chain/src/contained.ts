import {
  coreMetrics,
  type GuardRequest,
  type MetricsSink,
  noMetrics,
  type OnError,
} from '@sallyport/core'

/** Who hears of a record that fails. */
export interface RecordingOptions {
  /** Counts records that were lost, as core counts its own. @default counts nothing */
  readonly metrics?: MetricsSink
  /** Hears what the log rejected with, and what an option threw. @default prints to stderr */
  readonly onError?: OnError
}

/** Runs what must not disturb a request. */
export interface Contained {
  /** What it gives; undefined when it throws, which is told. */
  attempt<T>(read: () => T): T | undefined
  /** Records aside: nobody waits, and a record that fails is counted and told. */
  record(write: () => unknown): void
}

/** Contains what is done for this request. */
export function contained(
  request: GuardRequest,
  { metrics = noMetrics, onError = printError }: RecordingOptions,
): Contained {
  const told = async (error: unknown): Promise<void> => {
    try {
      await (onError(error, request) as unknown)
    } catch {
      // There is nobody left to tell.
    }
  }
  const lost = (error: unknown): void => {
    void told(error)
    try {
      metrics.add(coreMetrics.dropped, 1, { sink: 'audit' })
    } catch (broken) {
      void told(broken)
    }
  }
  return {
    attempt(read) {
      try {
        return read()
      } catch (error) {
        void told(error)
        return undefined
      }
    },
    record(write) {
      try {
        Promise.resolve(write()).catch(lost)
      } catch (error) {
        lost(error)
      }
    },
  }
}

const printError: OnError = (error) => {
  // biome-ignore lint/suspicious/noConsole: a lost record that nobody hears of would be worse
  console.error('sallyport:', error)
}

/** Misuse throws when something is built, not when the first request comes. */
export function demandRecording(where: string, { metrics, onError }: RecordingOptions): void {
  demandFunction(where, 'metrics.add', metrics === undefined ? undefined : metrics.add)
  demandFunction(where, 'onError', onError)
}

/** An option that may be left out, and otherwise is a function. */
export function demandFunction(where: string, what: string, given: unknown): void {
  if (given === undefined || typeof given === 'function') return
  throw new TypeError(
    `audit-chain: ${where}() needs "${what}" to be a function, got ${typeof given}`,
  )
}
