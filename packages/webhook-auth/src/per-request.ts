import type { GuardRequest } from '@sallyport/core'

/** Asks once for a request and a key, however often: who asks again gets the first answer. */
export function perRequest<T>(): (request: GuardRequest, key: string, ask: () => T) => T {
  const answers = new WeakMap<GuardRequest, Map<string, T>>()
  return (request, key, ask) => {
    const known = answers.get(request) ?? new Map<string, T>()
    answers.set(request, known)
    const before = known.get(key)
    if (before !== undefined) return before
    const answer = ask()
    known.set(key, answer)
    return answer
  }
}
