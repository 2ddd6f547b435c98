import type { GuardRequest } from './guard.ts'
import { isPromise } from './is-promise.ts'

/** Hears of what went wrong behind an answer. For the operator; the client never sees it. */
export type OnError = (error: unknown, request: GuardRequest) => void

/** The default: a failure behind a 503 that nobody hears of would be worse than a noisy one. */
export const printError = (error: unknown): void => {
  // biome-ignore lint/suspicious/noConsole: the one place where the house speaks to the terminal unasked
  console.error('sallyport:', error)
}

/** Tells, whatever the listener does. */
export function tell(onError: OnError, error: unknown, request: GuardRequest): void {
  try {
    const answer: unknown = onError(error, request)
    whenRejected(answer, () => {})
  } catch {
    // There is nobody left to tell.
  }
}

/**
 * Handles a rejection of what was to be a plain call but answered with a promise.
 *
 * @returns whether it did.
 */
export function whenRejected(answer: unknown, handle: (error: unknown) => void): boolean {
  if (!isPromise(answer)) return false
  answer.then(undefined, handle)
  return true
}

/** Runs what nobody waits for, and whose failure must not become anybody else's: it is printed. */
export function aside(run: () => unknown): void {
  try {
    whenRejected(run(), printError)
  } catch (error) {
    printError(error)
  }
}
