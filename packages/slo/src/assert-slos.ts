import { type GateOptions, type GateResult, gate, type Judged } from './gate.ts'

/** A gate that failed, as an error. */
export class SloGateError extends Error {
  readonly code: 'ERR_SLO_GATE' = 'ERR_SLO_GATE'
  readonly result: GateResult

  constructor(result: GateResult) {
    super(`slo: ${failureOf(result)}`)
    this.name = 'SloGateError'
    this.result = result
  }
}

/**
 * {@link gate}, for a program that goes no further when it fails.
 *
 * @throws SloGateError with the result.
 *
 * @example
 * ```ts
 * import { assertSlos, defineSlo, evaluate, memorySource, recorder, SloGateError } from '@sallyport/slo'
 *
 * const slo = defineSlo({
 *   service: 'shop', name: 'availability', objective: '99', period: '1h', sli: { kind: 'ratio' },
 * })
 * try {
 *   assertSlos(await evaluate([slo], memorySource([recorder(slo)])))
 * } catch (error) {
 *   console.log(error instanceof SloGateError && error.result.reasons) // prints: [ 'no_data', 'success_rate' ]
 * }
 * ```
 */
export function assertSlos(evaluations: readonly Judged[], options: GateOptions = {}): GateResult {
  const result = gate(evaluations, options)
  if (!result.overallPass) throw new SloGateError(result)
  return result
}

/** Why it failed, and what did, for a person. */
export function failureOf({ reasons, passed, counted, needed, sloResults }: GateResult): string {
  if (reasons.includes('no_objectives')) return 'the gate failed: there are no objectives'
  const lines = sloResults
    .filter(({ outcome }) => outcome !== 'passed')
    .map(({ slo, severity, details }) => `\n  ${slo} (${severity}): ${details}`)
  const why = reasons.includes('no_data') ? 'there is no data; ' : ''
  return `the gate failed: ${why}${passed} of ${counted} objectives hold, ${needed} are needed${lines.join('')}`
}
