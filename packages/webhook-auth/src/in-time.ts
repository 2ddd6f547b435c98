import type { Timers } from '@sallyport/core'

/** How long one waits for a store. */
export interface Patience {
  readonly timeoutMs: number
  readonly timers: Timers
}

/** What was asked for, or a rejection when that takes too long; `gaveUp` runs before anything else does. */
export async function inTime<T>(
  { timeoutMs, timers }: Patience,
  asked: Promise<T>,
  gaveUp: () => void = () => {},
): Promise<T> {
  let cancel = (): void => {}
  const tooLate = new Promise<never>((_resolve, reject) => {
    cancel = timers.after(timeoutMs, () => {
      gaveUp()
      reject(new Error(`webhook-auth: the store did not answer within ${timeoutMs} ms`))
    })
  })
  try {
    return await Promise.race([asked, tooLate])
  } finally {
    cancel()
  }
}
