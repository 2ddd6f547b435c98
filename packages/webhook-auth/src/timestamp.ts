/** In what a sender counts time. Declared, never guessed from how long the number is. */
export type TimeUnit = 's' | 'ms' | 'rfc3339'

const digits = /^\d{1,14}$/
// RFC 3339 §5.6; senders write up to nanoseconds.
const dateTime =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/

/** Milliseconds since the epoch; undefined for what is no time of this unit. */
export function parseTimestamp(text: string, unit: TimeUnit): number | undefined {
  if (unit !== 'rfc3339') {
    if (!digits.test(text)) return undefined
    return unit === 's' ? Number(text) * 1_000 : Number(text)
  }
  const [, whole, fraction = '', zone] = dateTime.exec(text) ?? []
  if (whole === undefined) return undefined
  const time = Date.parse(`${whole}.${fraction.padEnd(3, '0').slice(0, 3)}${zone}`)
  const start = Date.parse(`${whole}Z`)
  if (Number.isNaN(time) || Number.isNaN(start)) return undefined
  // Date.parse makes the first of March of the thirtieth of February.
  return new Date(start).toISOString().startsWith(whole) ? time : undefined
}

/** How a sender writes a time. */
export function formatTimestamp(time: number, unit: TimeUnit): string {
  if (unit === 'rfc3339') return new Date(time).toISOString()
  return `${unit === 's' ? Math.floor(time / 1_000) : time}`
}
