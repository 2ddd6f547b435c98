import { deepStrictEqual as same } from 'node:assert'
import type { KeyStore } from './store.ts'
import type { Case, Gate } from './testing/case.ts'
import { failingCases, inSteps } from './testing/failing-cases.ts'
import { feedCases } from './testing/feed-cases.ts'
import { pageCases } from './testing/page-cases.ts'
import { raceCases } from './testing/race-cases.ts'
import { recordCases } from './testing/record-cases.ts'

export type { Gate } from './testing/case.ts'

/** A store to be proved. */
export interface StoreUnderTest {
  readonly store: KeyStore
  /** Another on the same data, as another machine would have it. @default the same store */
  readonly other?: KeyStore
  /**
   * Another on the same data, whose database is asked through the gate: each statement, command or call is
   * a step that may fail, and whatever fails must be done wholly or not at all. @default each method of the store is a step
   */
  failing?(gate: Gate): KeyStore
  /** Runs after the case, whatever came of it. */
  close?(): void | Promise<void>
}

/** One thing that every store must do. */
export interface KeyStoreCase {
  readonly name: string
  /** Rejects with what went wrong. */
  run(): Promise<void>
}

/**
 * What every {@link KeyStore} must do, under any test runner.
 *
 * @param make - Called once per case. The data may be shared with other cases: no two use the same
 * tenant.
 *
 * @example
 * ```ts
 * import { memoryKeyStore } from '@sallyport/api-keys'
 * import { keyStoreCases } from '@sallyport/api-keys/testing'
 *
 * const cases = keyStoreCases(() => ({ store: memoryKeyStore() }))
 * for (const { run } of cases) await run()
 * console.log(cases.length > 10) // prints: true
 * ```
 */
export function keyStoreCases(
  make: () => StoreUnderTest | Promise<StoreUnderTest>,
): readonly KeyStoreCase[] {
  return [...recordCases, ...pageCases, ...feedCases, ...raceCases, ...failingCases, alive].map(
    ({ name, run }) => ({
      name,
      async run() {
        const given = await make()
        const { store, other = store, close } = given
        const failing = given.failing ?? ((gate: Gate) => inSteps(store, gate))
        try {
          await run({ store, other, failing })
        } finally {
          await close?.()
        }
      },
    }),
  )
}

const alive: Case = {
  name: 'check: says that the store answers',
  async run({ store }) {
    same((await store.check(new AbortController().signal)).ok, true)
  },
}
