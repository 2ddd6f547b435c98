/** Runs a function, and `after` once it is over: at once, or when its promise is settled. It answers, or fails, as the function does. */
export function onceSettled<T>(run: () => T, after: () => void): T {
  let isWaiting = false
  try {
    const answer = run()
    if (!isPromise(answer)) return answer
    // Asked once only: some run their query whenever they are asked.
    const settled = answer.then(
      (value) => {
        after()
        return value
      },
      (error: unknown) => {
        after()
        throw error
      },
    )
    // Not before: where `then` itself throws, nobody will tell when it is over.
    isWaiting = true
    return settled as T
  } finally {
    if (!isWaiting) after()
  }
}

const isPromise = (answer: unknown): answer is PromiseLike<unknown> =>
  typeof (answer as PromiseLike<unknown> | undefined)?.then === 'function'
