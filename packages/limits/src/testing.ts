import { deepStrictEqual as same } from 'node:assert'
import type { LimitStore } from './store.ts'
import type { Case } from './testing/case.ts'
import { claimCases } from './testing/claim-cases.ts'
import { concurrencyCases } from './testing/concurrency-cases.ts'
import { drive } from './testing/driver.ts'
import { exactCases } from './testing/exact-cases.ts'
import { quotaCases } from './testing/quota-cases.ts'
import { rateCases } from './testing/rate-cases.ts'

/** A store to be proved. It must go by the clocks it is given, not by a server's own. */
export interface StoreUnderTest {
  readonly store: LimitStore
  /** Another on the same data, as another machine would have it. @default the same store */
  readonly other?: LimitStore
  /** Runs after the case, whatever came of it. */
  close?(): void | Promise<void>
}

/** One thing that every store must do. */
export interface LimitStoreCase {
  readonly name: string
  /** Rejects with what went wrong. */
  run(): Promise<void>
}

/**
 * What every {@link LimitStore} must do, under any test runner.
 *
 * @param make - Called once per case. The data may be shared with other cases: no two use the same
 * policy.
 *
 * @example
 * ```ts
 * import { memoryLimitStore } from '@sallyport/limits'
 * import { limitStoreCases } from '@sallyport/limits/testing'
 *
 * const cases = limitStoreCases(() => ({ store: memoryLimitStore() }))
 * for (const { run } of cases) await run()
 * console.log(cases.length > 30) // prints: true
 * ```
 */
export function limitStoreCases(
  make: () => StoreUnderTest | Promise<StoreUnderTest>,
): readonly LimitStoreCase[] {
  return [
    ...rateCases,
    ...exactCases,
    ...quotaCases,
    ...concurrencyCases,
    ...claimCases,
    alive,
  ].map(({ name, run }) => ({
    name,
    async run() {
      const { store, other = store, close } = await make()
      try {
        await run({
          store,
          other,
          drive: (time) => drive(store, time),
          driveOther: (time) => drive(other, time),
        })
      } finally {
        await close?.()
      }
    },
  }))
}

const alive: Case = {
  name: 'check: says that the store answers',
  async run({ store }) {
    same((await store.check(new AbortController().signal)).ok, true)
  },
}
