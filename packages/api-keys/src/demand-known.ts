/** What the time of a test has besides: who hands it over as a whole need not take it apart. */
const ofTests: readonly string[] = ['advance', 'step']

/** Throws for an option that there is not: what a typo was to guard would stand open, and nobody hear of it. */
export function demandKnown(verb: string, given: object, known: string): void {
  const names = known.split(' ')
  for (const name of Object.keys(given)) {
    if (names.includes(name) || (names.includes('clock') && ofTests.includes(name))) continue
    throw new TypeError(
      `api-keys: ${verb}() takes only ${names.join(', ')}, got ${JSON.stringify(name)}`,
    )
  }
}
