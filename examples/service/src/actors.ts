import {
  type AuditParty,
  allow,
  type Guard,
  type GuardRequest,
  type Nothing,
} from '@sallyport/core'

/** Who asks, as guards prove it: for endpoints and observers, which see the request alone. */
export interface Actors {
  /** Takes down who it is; stands behind what proves it. */
  known<T extends object>(party: (proved: T) => AuditParty): Guard<Nothing, never, T>
  /** Who it is; undefined where nothing was proved. */
  of(request: GuardRequest): AuditParty | undefined
  /** {@link Actors.of}; throws where no guard stands before the endpoint. */
  demand(request: GuardRequest): AuditParty
}

/** A request is the same object for all who see it. */
export function actors(): Actors {
  const taken = new WeakMap<GuardRequest, AuditParty>()
  return {
    known: (party) => (request, proved) => {
      taken.set(request, party(proved))
      return allow()
    },
    of: (request) => taken.get(request),
    demand(request) {
      const actor = taken.get(request)
      if (actor === undefined) throw new Error('service: an endpoint without its guard')
      return actor
    },
  }
}
