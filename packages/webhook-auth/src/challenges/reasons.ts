import type { ReasonDefinition } from '@sallyport/core'

/** What comes of a challenge. */
export type ChallengeDenial =
  | 'challenge_answered'
  | 'challenge_malformed'
  | 'challenge_wrong'
  | 'challenge_unexpected'
  | 'challenge_failed'

/** What challenges are answered and refused with. */
export const challengeReasons: Readonly<Record<ChallengeDenial, ReasonDefinition>> = {
  challenge_answered: {
    status: 200,
    meaning: 'The sender asked whether this address is willing, and was told so: no delivery.',
    remedy: 'Nothing.',
  },
  challenge_malformed: {
    status: 400,
    meaning:
      'It is a challenge, and what it asks to be echoed is no token, too long, or there twice.',
    remedy: 'No sender asks so; somebody tries.',
  },
  challenge_wrong: {
    status: 403,
    meaning: 'The verify token is another than yours, or the topic is none of yours.',
    remedy: 'Give the sender the same token, or add the topic; otherwise somebody tries.',
  },
  challenge_unexpected: {
    status: 403,
    meaning: 'A secret was offered, and nobody waits for one.',
    remedy: 'Say that you wait before you make the webhook; otherwise somebody tries.',
  },
  challenge_failed: {
    status: 503,
    meaning: 'The subscription could not be confirmed.',
    remedy: "See the cause; let the program reach the sender's address.",
  },
}
