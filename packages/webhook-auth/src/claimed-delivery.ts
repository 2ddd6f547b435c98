import type { GuardRequest, RequestEnd } from '@sallyport/core'
import type { ClaimOptions } from './claim-delivery.ts'
import { inTime } from './in-time.ts'

/**
 * What {@link idempotent} proves.
 *
 * @example
 * ```ts
 * import { every } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 * import { idempotent, memoryDeliveryStore, sign, signedBy } from '@sallyport/webhook-auth'
 * import { github } from '@sallyport/webhook-auth/schemes'
 *
 * const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
 * const { guard, observer } = idempotent({ store: memoryDeliveryStore() })
 * const route = every(signedBy(github, { secrets: secret }), guard)
 * const delivery = sign(github, { secret, body: '{"action":"opened"}' })
 * for (let i = 0; i < 2; i++) {
 *   const request = testRequest({ method: 'POST', ...delivery })
 *   const ended = observer(request)
 *   const verdict = await route(request, {})
 *   console.log(verdict.ok ? 'handled' : verdict.reason)
 *   ended({ status: 200, bytes: 0, aborted: true }) // the sender hangs up
 *   if (verdict.ok) await verdict.value.delivery.done() // and the work has been done
 * }
 * // prints: handled
 * // prints: delivery_done
 * ```
 */
export interface ClaimedDelivery {
  readonly delivery: {
    /**
     * Says that the work has been done, of all that was claimed for the request: kept at once, and however
     * the response ends. Waits for no longer than `timeoutMs`, and never rejects: what the store did not
     * take is tried again at the end of the response, if that is yet to come. After the last step that may fail.
     */
    done(): Promise<void>
  }
}

/** What one guard has claimed, until it is known how the work ended. */
export interface Claim {
  /** Keeps it as done now, if the store takes it in time. */
  done(): Promise<void>
  /** Keeps it, gives it back or leaves it, as the response ended. */
  ended(end: RequestEnd): Promise<void>
}

/** What was claimed where, and until when. */
export interface Held extends ClaimOptions {
  readonly key: string
  readonly lease: string
  readonly leaseMs: number
  /** For how long it is kept when it is done now. */
  readonly keptMs: () => number
}

/** A claim whose work is under way. */
export function heldClaim({ store, key, lease, leaseMs, keptMs, ...patience }: Held): Claim {
  let said = false
  let kept = false
  let asked: Promise<void> | undefined
  const complete = async (): Promise<void> => {
    kept = await store.complete(key, lease, keptMs())
  }
  const attempt = async (): Promise<void> => {
    // What fails is tried again by the end of the response, which tells.
    await inTime(patience, complete()).catch(() => {})
    asked = undefined
  }
  return {
    async done() {
      said = true
      if (kept) return
      asked ??= attempt()
      await asked
    },
    async ended(end) {
      if (!said && !succeeded(end)) return void (await store.release(key, lease))
      if (!said && end.aborted) return
      await asked
      if (!kept) await complete()
      if (kept) return
      throw new Error(
        `webhook-auth: a delivery took longer than "leaseMs" (${leaseMs}), and was handled a second time`,
      )
    },
  }
}

// A later guard may refuse with a 200 of its own.
const succeeded = ({ status, denied }: RequestEnd): boolean =>
  status >= 200 && status < 300 && denied === undefined

/** The claims of requests. */
export type Claims = WeakMap<GuardRequest, readonly Claim[]>

/** Notes one more. */
export const addClaim = (claims: Claims, request: GuardRequest, claim: Claim): unknown =>
  claims.set(request, [...(claims.get(request) ?? []), claim])

/** What a guard proves that has claimed something; with what other guards claim for the request. */
export function claimedDelivery(request: GuardRequest, claim: Claim): ClaimedDelivery {
  addClaim(everybodys, request, claim)
  return {
    delivery: {
      async done() {
        await Promise.all((everybodys.get(request) ?? []).map((one) => one.done()))
      },
    },
  }
}

// The observer forgets a request at its end; a handler may outlive that.
const everybodys: Claims = new WeakMap()
