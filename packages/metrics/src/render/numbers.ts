import type { Cell } from '../cell.ts'

/** A number as both formats spell it. */
export function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value)
  if (Number.isNaN(value)) return 'NaN'
  return value > 0 ? '+Inf' : '-Inf'
}

/** A counter since it began: every digit, also beyond 2^53, where scrapes must not see it fall. */
export function counterText({ value, rollovers }: Cell): string {
  if (rollovers === 0) return numberText(value)
  return String(BigInt(rollovers) * 2n ** 53n + BigInt(Math.floor(value)))
}

/** A bound as OpenMetrics wants it, the way Go prints floats: `1.0`, `0.005`, `1e-05`, `2.5e+06`. */
export function canonicalText(bound: number): string {
  if (!Number.isFinite(bound)) return numberText(bound)
  const [digits = '', power = ''] = bound.toExponential().split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < 6) {
    const plain = String(bound)
    return plain.includes('.') ? plain : `${plain}.0`
  }
  return `${digits}e${exponent < 0 ? '-' : '+'}${`${Math.abs(exponent)}`.padStart(2, '0')}`
}
