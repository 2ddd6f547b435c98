import type { Judged } from '@sallyport/slo'

/** An evaluation of `shop/<name>` with so many good of so many. */
export function judged(
  name: string,
  [good, total]: readonly [number, number],
  { percent = '99', severity = 'warning', ...rest }: JudgedOptions = {},
): Judged {
  const slo = { id: `shop/${name}`, severity, objective: { percent } }
  const isMet = good * 100 >= Number(percent) * total
  return { slo, state: isMet ? 'met' : 'breached', good, total, ...rest }
}

export type JudgedOptions = Partial<Omit<Judged, 'slo'>> &
  Partial<Pick<Judged['slo'], 'severity'>> & { readonly percent?: string }

/** One of which nothing is known, for that reason. */
export const unknown = (
  name: string,
  reason: Judged['reason'],
  severity: Judged['slo']['severity'] = 'warning',
): Judged => judged(name, [0, 0], { state: 'unknown', reason, severity })

/** So many that hold, and so many that do not. */
export const mixed = (held: number, failed: number): Judged[] => [
  ...Array.from({ length: held }, (_, index) => judged(`held-${index}`, [100, 100])),
  ...Array.from({ length: failed }, (_, index) => judged(`failed-${index}`, [1, 100])),
]
