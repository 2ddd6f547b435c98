import type { KeptKeysOptions } from './kept-keys.ts'

const bounds: Readonly<Record<string, readonly [least: number, most: number]>> = {
  timeoutMs: [1, 60_000],
  fetchesPerMinute: [1, 1_000],
  keepMs: [1, 86_400_000],
  maxKeys: [1, 10_000],
}

/** Throws for bounds that are none. */
export function demandFetch(where: string, options: KeptKeysOptions): void {
  for (const [name, [least, most]] of Object.entries(bounds)) {
    const value = (options as Readonly<Record<string, unknown>>)[name]
    if (value === undefined) continue
    if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) continue
    throw new RangeError(
      `webhook-auth: "${name}" of ${where} must be an integer from ${least} to ${most}, got ${String(value)}`,
    )
  }
}
