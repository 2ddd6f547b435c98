import type { DeliveryStore } from './delivery-store.ts'
import { boundCases } from './testing/bound-cases.ts'
import type { Case } from './testing/case.ts'
import { claimCases } from './testing/claim-cases.ts'
import { given } from './testing/given.ts'
import { keyCases } from './testing/key-cases.ts'
import { leaseCases } from './testing/lease-cases.ts'
import { raceCases } from './testing/race-cases.ts'

export {
  type SignedRequest,
  type SignedRequestOptions,
  signedRequest,
} from './testing/signed-request.ts'
export type { SigningKeys } from './testing/signing.ts'
export { type TestKeys, testKeys } from './testing/test-keys.ts'

/** A store to be proved. */
export interface DeliveryStoreUnderTest {
  readonly store: DeliveryStore
  /** Another on the same data, as another machine would have it. @default the same store */
  readonly other?: DeliveryStore
  /** Lets so much time pass by the store's clock. @default it passes by itself, and the cases wait */
  pass?(ms: number): void
  /** Runs after the case, whatever came of it. */
  close?(): void | Promise<void>
}

/** How {@link deliveryStoreCases} proves a store. */
export interface DeliveryStoreCaseOptions {
  /** How many keys it holds, where that is bounded: each `make` must give an empty one then. @default it is not */
  readonly maxKeys?: number
}

/** One thing that every store must do. */
export interface DeliveryStoreCase {
  readonly name: string
  /** Rejects with what went wrong. */
  run(): Promise<void>
}

/**
 * What every {@link DeliveryStore} must do, under any test runner.
 *
 * @param make - Called once per case. The data may be shared with other cases: no two use the same key.
 *
 * @example
 * ```ts
 * import { memoryDeliveryStore } from '@sallyport/webhook-auth'
 * import { deliveryStoreCases } from '@sallyport/webhook-auth/testing'
 *
 * let now = 0
 * const make = () => ({
 *   store: memoryDeliveryStore({ monotonic: () => now }),
 *   pass: (ms: number) => {
 *     now += ms
 *   },
 * })
 * const cases = deliveryStoreCases(make)
 * for (const { run } of cases) await run()
 * console.log(cases.length > 20) // prints: true
 * ```
 */
export function deliveryStoreCases(
  make: () => DeliveryStoreUnderTest | Promise<DeliveryStoreUnderTest>,
  { maxKeys }: DeliveryStoreCaseOptions = {},
): readonly DeliveryStoreCase[] {
  const all: readonly Case[] = [
    ...claimCases,
    ...leaseCases,
    ...raceCases,
    ...keyCases,
    ...(maxKeys === undefined ? [] : boundCases(maxKeys)),
  ]
  return all.map(({ name, run }) => ({
    name,
    async run() {
      const made = await make()
      try {
        await run(given(made))
      } finally {
        await made.close?.()
      }
    },
  }))
}
