import { parseArgs } from 'node:util'
import type { GateOptions } from './gate.ts'
import { type ReportFormat, reports } from './reports/reports.ts'

/** What a gate's command line asks for. */
export interface GateArguments {
  readonly files: readonly string[]
  readonly options: GateOptions
  /** Without a file it is printed. */
  readonly reports: readonly { readonly format: ReportFormat; readonly file: string | undefined }[]
}

/** What it tells of itself. */
export const usage: string = `usage: gate [options] FILE…
  FILE                       evaluations, as an endpoint answers them, or recorders' snapshots; JSON
  --min-success-rate PERCENT how many of the objectives must hold (100%)
  --unknown fail|skip|pass   what an objective counts as of which nothing is known (fail)
  --critical-can-be-outvoted a critical objective counts like any other
  --report FORMAT[=FILE]     ${Object.keys(reports).join(', ')}; may be repeated (text)
`

/**
 * Reads a gate's command line.
 *
 * @throws TypeError for one that asks for something else.
 */
export function gateArguments(argv: readonly string[]): GateArguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      'min-success-rate': { type: 'string' },
      unknown: { type: 'string' },
      'critical-can-be-outvoted': { type: 'boolean' },
      report: { type: 'string', multiple: true },
    },
  })
  if (positionals.length === 0) throw new TypeError('slo: there is no file to look at')
  const { unknown, report = ['text'] } = values
  if (unknown !== undefined && !isOfUnknown(unknown))
    throw new TypeError(`slo: --unknown must be one of fail, skip, pass, got ${unknown}`)
  return {
    files: positionals,
    options: {
      ...(values['min-success-rate'] !== undefined && {
        minSuccessRate: values['min-success-rate'],
      }),
      ...(unknown !== undefined && { unknown }),
      criticalAlwaysFails: values['critical-can-be-outvoted'] !== true,
    },
    reports: report.map(reportOf),
  }
}

const isOfUnknown = (given: string): given is NonNullable<GateOptions['unknown']> =>
  ['fail', 'skip', 'pass'].includes(given)

function reportOf(given: string): GateArguments['reports'][number] {
  const [, format = given, file] = /^([^=]*)=(.+)$/s.exec(given) ?? []
  if (!isFormat(format))
    throw new TypeError(
      `slo: --report must be one of ${Object.keys(reports).join(', ')}, got ${format}`,
    )
  return { format, file }
}

const isFormat = (given: string): given is ReportFormat => Object.hasOwn(reports, given)
