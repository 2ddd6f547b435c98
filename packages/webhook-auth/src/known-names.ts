import { demandOptions } from '@sallyport/core'

/** What is wrong with a word that is none of these, which are written with spaces; '' where nothing is. */
export function otherThan(words: string, word: unknown): string {
  const known = words.split(' ')
  return known.includes(word as string) ? '' : `${known.join(', ')}, got ${JSON.stringify(word)}`
}

/** Throws for an option that there is not. Names are written with spaces. */
export function demandKnown(where: string, given: object, names: string): void {
  demandOptions(`webhook-auth: ${where}`, given, names.split(' '))
}
