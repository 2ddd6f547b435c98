import { settled } from './turns.ts'

/** Rejections that nobody handled while this ran, and until all has settled. */
export async function unhandledDuring(run: () => unknown): Promise<unknown[]> {
  const unhandled: unknown[] = []
  const catching = (error: unknown) => void unhandled.push(error)
  // The test runner's own listeners would fail the run.
  const before = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', catching)
  try {
    await run()
    await settled()
  } finally {
    process.off('unhandledRejection', catching)
    for (const one of before) process.on('unhandledRejection', one)
  }
  return unhandled
}
