import type { GateResult, SloResult } from '../gate.ts'
import { headline } from './headline.ts'
import { visible } from './visible.ts'

/**
 * JUnit's XML, which build servers read: a test case for each objective, and one for the gate itself,
 * which fails where no single objective shows why.
 *
 * @example
 * ```ts
 * import { gate } from '@sallyport/slo'
 * import { junitReport } from '@sallyport/slo/report'
 *
 * console.log(junitReport(gate([])).includes('<testsuite name="slo" tests="1" failures="1"')) // prints: true
 * ```
 */
export function junitReport(result: GateResult): string {
  const { sloResults, overallPass, exitCode } = result
  const verdict: Case = {
    name: 'gate',
    classname: 'slo',
    said: headline(result),
    as: overallPass ? 'passed' : exitCode === 2 ? 'error' : 'failure',
  }
  const cases = [...sloResults.map(caseOf), verdict]
  const counts = (as: Case['as']): number => cases.filter((one) => one.as === as).length
  const totals = `tests="${cases.length}" failures="${counts('failure')}" errors="${counts('error')}" skipped="${counts('skipped')}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="slo" tests="${cases.length}" failures="${counts('failure')}" errors="${counts('error')}">`,
    `  <testsuite name="slo" ${totals} time="0">`,
    ...cases.map(elementOf),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

interface Case {
  readonly name: string
  readonly classname: string
  readonly said: string
  readonly as: 'passed' | 'failure' | 'error' | 'skipped'
}

function caseOf({ slo, outcome, state, details }: SloResult): Case {
  const [service = slo, name = slo] = slo.split('/', 2)
  const failed = state === 'unknown' ? 'error' : 'failure'
  const as = outcome === 'failed' ? failed : outcome
  return { name, classname: `slo.${service}`, said: details, as }
}

function elementOf({ name, classname, said, as }: Case): string {
  const open = `    <testcase name="${escaped(name)}" classname="${escaped(classname)}" time="0"`
  if (as === 'passed') return `${open}><system-out>${escaped(said)}</system-out></testcase>`
  const type = as === 'skipped' ? '' : ' type="slo"'
  return `${open}><${as} message="${escaped(said)}"${type}/></testcase>`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

// XML 1.0 has no way to say a control character at all, not even as a reference: it is made visible.
const escaped = (text: string): string =>
  visible(text).replace(/[&<>"']/g, (one) => entities[one] as string)
