import type { Slo } from '../slo.ts'
import { sorted } from './naming.ts'

type Texts = Readonly<Record<string, string>>
type Severity = 'page' | 'ticket'

/** What an alert of an objective is called, and says. */
export interface AlertWords {
  readonly alert: string
  readonly labels: Texts
  readonly annotations: Texts
}

/** The words of a severity's alerts; undefined where there are to be none. */
export function alertWords(slo: Slo, severity: Severity): AlertWords | undefined {
  const { alerting } = slo
  const own = alerting[severity] ?? {}
  if (own === false) return undefined
  const { alert, title, summary } = usual(slo, severity)
  return {
    alert: alerting.name ?? alert,
    labels: sorted({ sloth_severity: severity, ...alerting.labels, ...own.labels }),
    annotations: sorted({ title, summary, ...alerting.annotations, ...own.annotations }),
  }
}

function usual(
  { service, name }: Slo,
  severity: Severity,
): Record<'alert' | 'title' | 'summary', string> {
  const words = `${service}-${name}-budget-burn`.split(/[^A-Za-z0-9]+/)
  const which = '{{$labels.sloth_service}} {{$labels.sloth_slo}}'
  return {
    alert: words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(''),
    title: `(${severity}) ${which} SLO error budget burn rate is too fast.`,
    summary: `${which} SLO error budget burn rate is over expected.`,
  }
}

/** A text that Prometheus prints as it is. */
export const untemplated = (text: string): string => text.replaceAll('{{', '{{"{{"}}')
