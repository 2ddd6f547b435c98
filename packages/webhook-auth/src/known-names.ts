/** What is wrong with a word that is none of these, which are written with spaces; '' where nothing is. */
export function otherThan(words: string, word: unknown): string {
  const known = words.split(' ')
  return known.includes(word as string) ? '' : `${known.join(', ')}, got ${JSON.stringify(word)}`
}

/**
 * What is handed to all parts of a service as a whole, or of a test, whether or not each needs all of it: wherever a
 * clock or timers are taken, these are.
 */
export const surroundings = 'audit clock metrics monotonic timers advance step'

/** Throws for a name that is none of these: what it was meant to say would go unheard. */
export function demandKnown(where: string, given: object, names: string, more = ''): void {
  for (const name of Object.keys(given)) {
    const wrong = otherThan(more, name) && otherThan(names, name)
    if (wrong) throw new TypeError(`webhook-auth: ${where} takes only ${wrong}`)
  }
}
