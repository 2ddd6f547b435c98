// An environment of thousands would be gone through for each value that is missing.
const most = 2000

/** The nearest of the names: at most two slips away, and no more than a third of it. */
export function nearest(given: string, names: Iterable<string>): string | undefined {
  const squeezed = squeeze(given)
  let best: string | undefined
  let least = Number.POSITIVE_INFINITY
  let left = most
  for (const name of names) {
    if (left-- === 0) break
    // Wrong nesting, wrong case: `APP__LOGLEVEL` for `APP__LOG__LEVEL`.
    const slips = squeeze(name) === squeezed ? 0.5 : distance(given, name)
    const allowed = Math.min(2, Math.floor(name.length / 3))
    if (slips < least && (slips < 1 || slips <= allowed)) [best, least] = [name, slips]
  }
  return best
}

const squeeze = (name: string): string => name.replace(/[^A-Za-z0-9]/g, '').toUpperCase()

/** Damerau and Levenshtein's, of neighbours exchanged; three stands for more. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1]
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row[j] = Math.min(
        (last[j] ?? 3) + 1,
        (row[j - 1] ?? 3) + 1,
        (last[j - 1] ?? 3) + (isSame ? 0 : 1),
        isSwapped ? (before[j - 2] ?? 3) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    ;[before, last] = [last, row]
  }
  return last[b.length] ?? 3
}
