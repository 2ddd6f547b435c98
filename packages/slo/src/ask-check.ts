import type { Check } from '@sallyport/core'

/** Whether it is ok: what throws or rejects is not. */
export async function askCheck(check: Check, signal: AbortSignal): Promise<boolean> {
  try {
    return (await check(signal)).ok === true
  } catch {
    return false
  }
}
