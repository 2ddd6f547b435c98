import type { SecretForm } from '../mac.ts'
import type { Scheme } from '../scheme.ts'
import type { CauseName } from './causes.ts'
import type { HeaderList } from './header-list.ts'

/** The text of a secret, and how it would become a key. */
export interface KeyText {
  readonly id: string
  readonly text: string
  /** @default as the scheme says */
  readonly form?: SecretForm
  readonly notBefore: number
  readonly notAfter: number
}

/** A delivery and what it is checked with, as it came or as it may have been. */
export interface Situation {
  readonly body: Uint8Array
  readonly method: string
  readonly url: string
  readonly callbackUrl: string | undefined
  readonly headers: HeaderList
  readonly scheme: Scheme
  readonly keys: readonly KeyText[]
}

/** What may have been otherwise. */
export interface Change {
  readonly cause: CauseName
  /** What exactly, for people. Never a secret, and no value of a header. */
  readonly detail: string
  readonly now: Partial<Situation>
}

/** What of a situation a hypothesis changes: those of one group are applied after each other, others side by side. */
export type Group = 'body' | 'secret' | 'header' | 'url'

/** One thing that goes wrong, as what would set it right. */
export interface Hypothesis {
  readonly group: Group
  /** How usual: 1 is tried first. */
  readonly level: 1 | 2 | 3
  /** Of what makes bodies: what has happened to them. */
  readonly cause?: CauseName
  /** Each way in which it may have been. Never throws for what was sent. */
  tries(situation: Situation): Iterable<Change>
}

/** A hypothesis of bodies: texts or bytes that may have been signed, with what happened to them. */
export const ofBody = (
  cause: CauseName,
  level: Hypothesis['level'],
  bodies: (
    body: Uint8Array,
    situation: Situation,
  ) => Iterable<readonly [detail: string, body: Uint8Array | string | undefined]>,
): Hypothesis => ({
  group: 'body',
  level,
  cause,
  *tries(situation) {
    for (const [detail, made] of bodies(situation.body, situation)) {
      if (made === undefined) continue
      const body = typeof made === 'string' ? Buffer.from(made) : made
      yield { cause, detail, now: { body } }
    }
  },
})
