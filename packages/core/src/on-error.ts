import type { GuardRequest } from './guard.ts'

/** Hears of what went wrong behind an answer. For the operator; the client never sees it. */
export type OnError = (error: unknown, request: GuardRequest) => void

/** The default: a failure behind a 503 that nobody hears of would be worse than a noisy one. */
export const printError: OnError = (error) => {
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

/** Handles a rejection of what was to be a plain call but answered with a promise. */
export function whenRejected(answer: unknown, handle: (error: unknown) => void): void {
  if (typeof (answer as PromiseLike<unknown> | undefined)?.then === 'function') {
    ;(answer as PromiseLike<unknown>).then(undefined, handle)
  }
}
