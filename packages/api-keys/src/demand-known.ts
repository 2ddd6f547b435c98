/** Throws for an option that there is not: what a typo was to guard would stand open, and nobody hear of it. */
export function demandKnown(verb: string, given: object, known: string): void {
  for (const name of Object.keys(given)) {
    if (known.split(' ').includes(name)) continue
    throw new TypeError(`api-keys: ${JSON.stringify(name)} is no option of ${verb}()`)
  }
}
