const units = [
  // Only where nothing is left over, as Prometheus prints them.
  ['w', 604_800_000, true],
  ['d', 86_400_000, false],
  ['h', 3_600_000, false],
  ['m', 60_000, false],
  ['s', 1_000, false],
  ['ms', 1, false],
] as const

/** A duration as Prometheus, and so Sloth, prints it: `5m`, `1h30m`, and 28 days are `4w`. */
export function promDuration(ms: number): string {
  let [left, text] = [ms, '']
  for (const [unit, size, isWhole] of units) {
    if (left < size || (isWhole && left % size !== 0)) continue
    text += `${Math.floor(left / size)}${unit}`
    left %= size
  }
  return text
}
