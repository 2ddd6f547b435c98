import type { GuardRequest } from './guard.ts'

/** From the decider, which knows why, to the watcher, which sees the request end. */
const reasons = new WeakMap<GuardRequest, string>()

/** Notes why a request was refused. */
export function noteDenied(request: GuardRequest, reason: string): void {
  reasons.set(request, reason)
}

/** Why a guard refused this request; undefined when none did. */
export function deniedReason(request: GuardRequest): string | undefined {
  return reasons.get(request)
}
