/** A duration as it is written: `30d`, `5m`. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd' | 'w'}`

const units = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const

/** Milliseconds of a duration; undefined for what is none. */
export function parseDuration(given: string): number | undefined {
  const match = /^(\d{1,9})([wdhms])$/.exec(given)
  if (match === null) return undefined
  return Number(match[1]) * units[match[2] as keyof typeof units]
}

/** Milliseconds as a duration, in the largest unit that says it: `30d`, `90m`. Weeks stay days, as Sloth writes them. */
export function formatDuration(ms: number): string {
  const unit = (['d', 'h', 'm', 's'] as const).find((one) => ms % units[one] === 0)
  return unit === undefined ? `${ms}ms` : `${ms / units[unit]}${unit}`
}

/** {@link parseDuration}, where nothing but a duration will do. */
export function durationOf(what: string, given: string): number {
  const ms = parseDuration(given)
  if (ms === undefined || ms === 0)
    throw new TypeError(
      `${what} must be a duration such as "5m" or "30d", got ${JSON.stringify(given)}`,
    )
  return ms
}
