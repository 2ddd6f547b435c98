import { allow, type Guard, type GuardRequest, type Nothing } from '@sallyport/core'

/** What was proved about a request, for the endpoint that answers it. */
export interface Notes<T extends object> {
  /** Takes it down. */
  readonly guard: Guard<Nothing, never, T>
  /** Throws where the guard does not stand before the endpoint. */
  of(request: GuardRequest): T
}

/** Endpoints see the request alone, and it is the same object that the guards have seen. */
export function notes<T extends object>(): Notes<T> {
  const taken = new WeakMap<GuardRequest, T>()
  return {
    guard(request, proved) {
      taken.set(request, proved)
      return allow()
    },
    of(request) {
      const proved = taken.get(request)
      if (proved === undefined) throw new Error('service: an endpoint without its guard')
      return proved
    },
  }
}
