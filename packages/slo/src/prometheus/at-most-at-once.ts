/** Runs what it is given, so many at the same time and the others in turn. */
export function atMostAtOnce(most: number): <T>(run: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let underWay = 0
  return async (run) => {
    if (underWay >= most) await new Promise<void>((resolve) => waiting.push(resolve))
    else underWay++
    try {
      return await run()
    } finally {
      // Whoever waits takes this place.
      const next = waiting.shift()
      if (next === undefined) underWay--
      else next()
    }
  }
}
