/** Runs what is not ours, so that nothing it throws or rejects with becomes anybody else's. */
export function contained(run: () => unknown, onError: (error: unknown) => unknown): void {
  const tell = (error: unknown): void => {
    try {
      Promise.resolve(onError(error)).catch(() => {})
    } catch {
      // There is nobody left to tell.
    }
  }
  try {
    const answer = run()
    if (typeof Object(answer).then === 'function') Promise.resolve(answer).catch(tell)
  } catch (error) {
    tell(error)
  }
}
