/** Runs what is not ours, at once, so that nothing it throws or rejects with becomes anybody else's. */
export function contained(run: () => unknown, onError: (error: unknown) => unknown): void {
  const attempt = async (what: () => unknown): Promise<unknown> => what()
  // When that fails, too, there is nobody left to tell.
  attempt(run)
    .catch((error) => attempt(() => onError(error)))
    .catch(() => {})
}
