import type { GateReason, GateResult } from '../gate.ts'

const words: Readonly<Record<GateReason, string>> = {
  no_objectives: 'there are no objectives',
  no_data: 'there is no data',
  critical_failure: 'a critical objective failed',
  success_rate: 'too few objectives hold',
}

/** What a gate decided, in one line of our own words. */
export function headline({ overallPass, exitCode, reasons, ...counts }: GateResult): string {
  const { passed, counted, needed } = counts
  const held = `${passed} of ${counted} objectives hold, ${needed} needed`
  if (overallPass) return `PASSED: ${held}`
  const why = reasons.map((one) => words[one]).join(', ')
  if (reasons.includes('no_objectives')) return `FAILED: ${words.no_objectives}`
  return `${exitCode === 2 ? 'COULD NOT EVALUATE' : 'FAILED'}: ${why} (${held})`
}
