import { setTimeout as wait } from 'node:timers/promises'

/** What is asked, and what it should say. */
export const questions = {
  sparse: ['10 a day, one request each 23 hours: of 30 refused', '0'],
  burnt: ['2 a day and a quota of 100: left after 12 calls', '98'],
  atOnce: ['a quota of 5, 50 calls at once, what counts 2 ms away: pass', '5'],
  writes: ['100 verifications, written when there is time: writes', '1 at most'],
  expiredTwice: ['an expired key, twice', 'the same'],
  expiredRow: ['  and then its row', 'kept'],
  exhaustedRow: ['a key whose quota is used up, asked again: its row', 'kept'],
  rotatedTwice: ['two rotations at once: successors that work', '1'],
  rotateDisabled: ['a disabled key is rotated', 'refused'],
  rotateExpired: ['an expired key is rotated', 'refused'],
  disabledElsewhere: ['disabled by one instance, 0.1 s later at another', 'refused'],
  underscore: ['a prefix with an underscore: its keys', 'found'],
  otherPrefix: ['a token under another prefix', 'refused'],
  otherId: ['a secret under an id that is made up', 'refused'],
  noToken: ['null for a token', 'refused'],
  numberToken: ['a number for a token', 'refused'],
  tooLong: ['a token and one character', 'refused'],
  spoiltDigest: ['a stored digest that was cut short', 'refused'],
  storedSent: ['what is stored, sent as a token', 'refused'],
} as const

export type Question = keyof typeof questions

/** What somebody answers: what it gives, or why it throws. Without one it has no such feature. */
export type Answers = Partial<Record<Question, () => unknown>>

/** How many calls of so many at once say `valid`. */
export async function passing(count: number, verify: () => Promise<string>): Promise<number> {
  const said = await Promise.all(Array.from({ length: count }, verify))
  return said.filter((outcome) => outcome === 'valid').length
}

/** What several calls say, one after the other. */
export async function inTurn(count: number, verify: () => Promise<string>): Promise<string[]> {
  const said: string[] = []
  for (let i = 0; i < count; i++) said.push(await verify())
  return said
}

export const hour = 3_600_000
export const day: number = 24 * hour
/** A store across a network. */
export const away = (): Promise<void> => wait(2)
/** Long enough for any news on this machine. */
export const aMoment = (): Promise<void> => wait(100)
