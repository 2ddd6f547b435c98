/** Throws for a threshold that is none. */
export function threshold(check: string, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'number' && value >= 0) continue
    throw new RangeError(`health: "${name}" of ${check}() must be >= 0, got ${String(value)}`)
  }
}
