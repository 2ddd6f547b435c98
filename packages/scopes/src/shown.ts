const mostCharacters = 64

/**
 * Something as a message or a record may show it: shortened, printable, on one line. It may have come
 * with a request, and end up in a log.
 */
export function shown(given: unknown): string {
  if (typeof given !== 'string') return given === null ? '[null]' : `[${typeof given}]`
  const start = given.slice(0, mostCharacters).replace(/[^\x20-\x7e]/g, '?')
  return given.length > mostCharacters ? `${start}…` : start
}

/** Several of them, quoted. */
export const quoted = (given: readonly unknown[]): string =>
  given.map((one) => (typeof one === 'string' ? `"${shown(one)}"` : shown(one))).join(', ')
