import type { GuardRequest } from './guard.ts'

const key: unique symbol = Symbol.for('@sallyport/denied') as never
const shared = globalThis as { [key]?: WeakMap<GuardRequest, string> }
shared[key] ??= new WeakMap()

/** From the decider, which knows why, to the watcher, which sees the end: one for all copies of this module. */
const reasons: WeakMap<GuardRequest, string> = shared[key]

/** Notes why a request was refused; undefined when it was let through after all. */
export function noteDenied(request: GuardRequest, reason: string | undefined): void {
  if (reason === undefined) reasons.delete(request)
  else reasons.set(request, reason)
}

/** Why a guard refused this request; undefined when none did. */
export function deniedReason(request: GuardRequest): string | undefined {
  return reasons.get(request)
}
