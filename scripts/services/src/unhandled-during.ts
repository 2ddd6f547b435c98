// real time: what is waited for is a turn of the event loop, not a moment.
import { setImmediate as turn } from 'node:timers/promises'

/** Rejections that nobody handled while this ran, and until all has settled. */
export async function unhandledDuring(run: () => unknown): Promise<unknown[]> {
  const unhandled: unknown[] = []
  const catching = (error: unknown) => void unhandled.push(error)
  // The test runner's own listeners would fail the run.
  const before = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', catching)
  try {
    await run()
    for (let turns = 0; turns < 10; turns++) await turn()
  } finally {
    process.off('unhandledRejection', catching)
    for (const one of before) process.on('unhandledRejection', one)
  }
  return unhandled
}
