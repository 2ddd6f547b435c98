/** What a function threw, or its promise was rejected with. */
export interface Failure {
  readonly error: unknown
}

/**
 * Runs a function, and `after` once it is over: at once, or when its promise is settled. It answers, or fails, as the
 * function does. `after` is told the failure, or else what it came to.
 */
export function onceSettled<T>(
  run: () => T,
  after: (failure?: Failure, value?: unknown) => void,
): T {
  let isWaiting = false
  let failure: Failure | undefined
  let answer: T | undefined
  try {
    answer = run()
    if (!isPromise(answer)) return answer
    // Asked once only: some run their query whenever they are asked.
    const settled = answer.then(
      (value) => {
        after(undefined, value)
        return value
      },
      (error: unknown) => {
        after({ error })
        throw error
      },
    )
    // Not before: where `then` itself throws, nobody will tell when it is over.
    isWaiting = true
    return settled as T
  } catch (error) {
    failure = { error }
    throw error
  } finally {
    if (!isWaiting) after(failure, answer)
  }
}

const isPromise = (answer: unknown): answer is PromiseLike<unknown> =>
  typeof (answer as PromiseLike<unknown> | undefined)?.then === 'function'
