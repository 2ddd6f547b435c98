/** Runs one after the other. Who asks while one is under way gets the one after it, with all who ask till then. */
export function coalesced<T>(run: () => Promise<T>): () => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  let next: Promise<T> | undefined
  return () => {
    if (next) return next
    const mine = last.then(() => {
      next = undefined
      return run()
    })
    next = mine
    last = mine.catch(() => undefined)
    return mine
  }
}
