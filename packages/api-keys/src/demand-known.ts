import { demandOptions } from '@sallyport/core'

/** Throws for an option that there is not. Names are written with spaces. */
export function demandKnown(verb: string, given: object, known: string): void {
  demandOptions(`api-keys: ${verb}()`, given, known.split(' '))
}
