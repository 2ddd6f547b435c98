import { periodMs } from '../period.ts'
import type { Slo } from '../slo.ts'
import { promDuration } from './prom-duration.ts'

type Texts = Readonly<Record<string, string>>

/** What the rules of an objective have in common. */
export interface Naming {
  /** `service-name`: Sloth's id. */
  readonly id: string
  /** Of its recorded series. */
  readonly labels: Texts
  /** `{sloth_id="…", …}`: its recorded series and no other's. */
  readonly selector: string
  /** Of its alerts, without the recording of their burn rate. */
  readonly windows: readonly number[]
  /** The window that the current burn rate, and the period, are taken from. */
  readonly baseMs: number
  /** Undefined for a calendar's, which no range says. */
  readonly periodMs: number | undefined
}

const usualBase = 300_000

/** The names, labels and windows of an objective's rules. */
export function namingOf(slo: Slo, extra: Texts): Naming {
  const ids = idsOf(slo)
  const whole = periodMs(slo.period)
  const named = slo.alerts.flatMap(({ shortMs, longMs }) => [shortMs, longMs])
  const windows = [...new Set(named)].toSorted((a, b) => a - b)
  const baseMs =
    slo.alerts.find(({ severity }) => severity === 'page')?.shortMs ??
    windows[0] ??
    Math.min(usualBase, whole)
  return {
    id: ids.sloth_id,
    labels: sorted({ ...extra, ...slo.labels, ...ids }),
    selector: selectorOf(slo),
    windows: windows.length === 0 ? [baseMs] : windows,
    baseMs,
    periodMs: 'rollingMs' in slo.period && whole > baseMs ? whole : undefined,
  }
}

const idsOf = ({
  service,
  name,
}: Slo): Record<'sloth_id' | 'sloth_service' | 'sloth_slo', string> => ({
  sloth_id: `${service}-${name}`,
  sloth_service: service,
  sloth_slo: name,
})

/** The series of an objective and no other's. */
export function selectorOf(slo: Slo): string {
  const pairs = Object.entries(idsOf(slo)).map(([name, text]) => `${name}=${JSON.stringify(text)}`)
  return `{${pairs.join(', ')}}`
}

/** Sloth's groups, in the order in which they need each other. */
export const groupNames = ({
  id,
}: Naming): readonly [sli: string, meta: string, alerts: string] => [
  `sloth-slo-sli-recordings-${id}`,
  `sloth-slo-meta-recordings-${id}`,
  `sloth-slo-alerts-${id}`,
]

/** A text's own order is nobody's. */
export const sorted = (texts: Texts): Texts =>
  Object.fromEntries(Object.entries(texts).toSorted(([a], [b]) => (a < b ? -1 : 1)))

/** Sloth's series of the share that is bad. */
export const shareName = (ms: number): string => `slo:sli_error:ratio_rate${promDuration(ms)}`

/** With the label that says of which window it is. */
export const inWindow = ({ labels }: Naming, ms: number): Texts =>
  sorted({ ...labels, sloth_window: promDuration(ms) })
