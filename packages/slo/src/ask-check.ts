import type { Check } from '@sallyport/core'

const answers = new WeakMap<AbortSignal, Map<Check, Promise<boolean>>>()

/**
 * Whether it is ok: what throws or rejects is not. One evaluation has one signal, and asks a check once, of
 * however many composites it is a part.
 */
export function askCheck(check: Check, signal: AbortSignal): Promise<boolean> {
  const known = answers.get(signal) ?? new Map<Check, Promise<boolean>>()
  answers.set(signal, known)
  const answer = known.get(check) ?? asked(check, signal)
  known.set(check, answer)
  return answer
}

async function asked(check: Check, signal: AbortSignal): Promise<boolean> {
  try {
    return (await check(signal)).ok === true
  } catch {
    return false
  }
}
