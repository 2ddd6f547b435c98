import { type Scheme, verifier } from '@sallyport/webhook-auth'
import * as schemes from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'
import { bodyOf, hasVectors, type Vector, vectorsOf } from './support/vectors.ts'

/** What the vectors call a sender, and what we do. */
const senders: Readonly<Record<string, Scheme>> = {
  github: schemes.github,
  trello: schemes.trello,
  stripe: schemes.stripe,
  slack: schemes.slack,
  shopify: schemes.shopify,
  gitlab: schemes.gitlabToken,
  bitbucket: schemes.bitbucket,
  square: schemes.square,
  twitch: schemes.twitch,
  zendesk: schemes.zendesk,
  line: schemes.line,
  razorpay: schemes.razorpay,
}

const right = ({ id, valid }: Vector): boolean => valid && !older.includes(id)

function answerTo(scheme: Scheme, vector: Vector): boolean {
  const { headers, method, url, now } = vector
  const secrets = vector.secrets ?? [vector.secret ?? '']
  const check = verifier(scheme, {
    secrets: secrets.map((value, i) => ({ id: `s${i}`, value })),
    ...(now !== undefined && { clock: () => now * 1_000 }),
    ...(url !== undefined && { callbackUrl: url }),
  })
  return check({ headers, method, body: bodyOf(vector) }).ok
}

/** GitHub's older headers (SHA-1, and SHA-512 of a compatible server): not read, so that nobody can ask for the weaker. */
const older = ['github-02', 'github-04']

describe.skipIf(!hasVectors('schemes.vectors'))('vectors', () => {
  for (const [sender, scheme] of Object.entries(senders)) {
    const vectors = vectorsOf(sender)
    it(`of ${sender}: all ${vectors.length} are answered right`, () => {
      expect(vectors.length).toBeGreaterThan(0)
      const wrong = vectors.filter((vector) => answerTo(scheme, vector) !== right(vector))
      expect(wrong.map(({ id, note }) => `${id} ${note ?? ''}`)).toEqual([])
    })
  }
})
