import { failureOf } from './assert-slos.ts'
import { type GateOptions, type GateResult, gate, type Judged } from './gate.ts'

/**
 * What `expect` learns. For its types, in vitest 5: `declare module 'vitest' { interface
 * Matchers<R extends void | Promise<void>, T> extends SloMatchers<R> {} }`.
 */
export interface SloMatchers<R = unknown> {
  /** That these evaluations pass the gate. */
  toMeetSlos(options?: GateOptions): R
}

/**
 * For `expect.extend(sloMatchers)`, of vitest or of jest.
 *
 * @example
 * ```ts
 * import { defineSlo, evaluate, memorySource, recorder } from '@sallyport/slo'
 * import { sloMatchers } from '@sallyport/slo/vitest'
 *
 * const slo = defineSlo({
 *   service: 'shop', name: 'availability', objective: '99', period: '1h', sli: { kind: 'ratio' },
 * })
 * const recorded = recorder(slo)
 * recorded.record(true)
 * // In a test: expect.extend(sloMatchers), then expect(evaluations).toMeetSlos()
 * const { pass } = sloMatchers.toMeetSlos(await evaluate([slo], memorySource([recorded])))
 * console.log(pass) // prints: true
 * ```
 */
export const sloMatchers: {
  toMeetSlos(
    received: unknown,
    options?: GateOptions,
  ): { readonly pass: boolean; readonly message: () => string; readonly actual?: GateResult }
} = {
  toMeetSlos(received, options) {
    // No failed match: of that, `not` would make a success.
    if (!Array.isArray(received))
      throw new TypeError(
        'slo: toMeetSlos() looks at a list of evaluations; is an "await" missing?',
      )
    const result = gate(received as readonly Judged[], options)
    return {
      pass: result.overallPass,
      message: () =>
        result.overallPass
          ? `slo: the gate passed: ${result.passed} of ${result.counted} objectives hold`
          : `slo: ${failureOf(result)}`,
      actual: result,
    }
  },
}
