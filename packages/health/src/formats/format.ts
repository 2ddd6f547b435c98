import type { Json } from '@sallyport/core'
import type { CheckReport, HealthReport } from '../report.ts'

/**
 * Writes a report as somebody's contract has it.
 *
 * @param detailed - Whether messages, details and versions may be shown. Else names and statuses alone are.
 */
export type HealthFormat = (report: HealthReport, detailed: boolean) => FormattedHealth

/** A report as it is sent. */
export interface FormattedHealth {
  readonly contentType: string
  readonly body: Json
}

/** RFC 3339, whole seconds. */
export const timestamp = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')

/** The members that are there. */
export const present = (
  members: Readonly<Record<string, Json | undefined>>,
): Readonly<Record<string, Json>> =>
  Object.fromEntries(
    Object.entries(members).filter((one): one is [string, Json] => one[1] !== undefined),
  )

/** The checks by name. */
export const byName = (
  { checks }: HealthReport,
  show: (check: CheckReport) => Json,
): Readonly<Record<string, Json>> =>
  Object.fromEntries(checks.map((check) => [check.name, show(check)]))

/** A detail as members of an object, whatever it is; `name` is what one that is none is called. */
export function membersOf(
  detail: Json | undefined,
  name: string,
): Readonly<Record<string, Json | undefined>> {
  const isObject = typeof detail === 'object' && detail !== null && !Array.isArray(detail)
  return isObject ? (detail as Readonly<Record<string, Json>>) : { [name]: detail }
}
