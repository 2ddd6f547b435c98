const form =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d))?$/

/**
 * The instant of RFC 3339, or of a day's beginning in UTC, in milliseconds since the epoch. A time
 * without an offset is none: nobody knows whose it is. Nor is a day that the calendar does not have.
 */
export function instantOf(text: string): number | undefined {
  const [found, year, month, day] = form.exec(text) ?? []
  if (found === undefined) return undefined
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  // 30 February is read as 1 March.
  if (date.getUTCMonth() + 1 !== Number(month) || date.getUTCDate() !== Number(day)) {
    return undefined
  }
  const at = Date.parse(text.toUpperCase().replace(' ', 'T'))
  return Number.isNaN(at) ? undefined : at
}
