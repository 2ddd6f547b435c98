import {
  idempotent,
  memoryDeliveryStore,
  onceOnly,
  sharedSecret,
  sign,
  signedBy,
  verifier,
  webhookAuth,
} from '@sallyport/webhook-auth'
import { awsSnsChallenge, metaChallenge, zoomChallenge } from '@sallyport/webhook-auth/challenges'
import { explain } from '@sallyport/webhook-auth/explain'
import {
  awsSnsKeys,
  certificateKeys,
  githubKeys,
  jwks,
  paypalKeys,
  plaidKeys,
} from '@sallyport/webhook-auth/keys'
import { postgresDeliveryStore } from '@sallyport/webhook-auth/postgres'
import { redisDeliveryStore } from '@sallyport/webhook-auth/redis'
import {
  awsSns,
  awsSnsV1,
  convoy,
  github,
  grafana,
  httpMessageSignature,
  paypal,
} from '@sallyport/webhook-auth/schemes'
import { sqliteDeliveryStore } from '@sallyport/webhook-auth/sqlite'
import { signedRequest } from '@sallyport/webhook-auth/testing'
import * as web from '@sallyport/webhook-auth/web'
import { describe, expect, it } from 'vitest'

const none = {} as never
const strong = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
type Taker = readonly [where: string, wrong: string, call: (given: never) => unknown]

/** Who takes options, and one that there is not. */
const takers: readonly Taker[] = [
  ['webhookAuth()', 'setting', webhookAuth],
  ['a verifier', 'tolerance', (given) => verifier(github, given)],
  ['a verifier', 'secret', (given) => web.verifier(github, given)],
  ['a verifier', 'metrics', (given) => signedBy(github, { secrets: strong, ...(given as object) })],
  ['sharedSecret()', 'tolerance', sharedSecret],
  ['onceOnly()', 'slack', onceOnly],
  ['idempotent()', 'lease', idempotent],
  ['sign()', 'secrets', (given) => sign(github, given)],
  ['explain()', 'secret', (given) => explain(github, { headers: {}, body: '' }, given)],
  ['memoryDeliveryStore()', 'maxKey', memoryDeliveryStore],
  ['sqliteDeliveryStore()', 'tabel', (given) => sqliteDeliveryStore(none, given)],
  ['postgresDeliveryStore()', 'table', (given) => postgresDeliveryStore(none, given)],
  ['redisDeliveryStore()', 'key', (given) => redisDeliveryStore(none, given)],
  ['awsSns()', 'topic', awsSns],
  ['awsSnsV1()', 'topic', awsSnsV1],
  ['convoy()', 'hashes', convoy],
  ['grafana()', 'headers', grafana],
  ['httpMessageSignature()', 'component', httpMessageSignature],
  ['paypal()', 'webhookID', paypal],
  ['awsSnsKeys()', 'region', awsSnsKeys],
  ['certificateKeys()', 'isSender', certificateKeys],
  ['githubKeys()', 'timeout', githubKeys],
  ['jwks()', 'uri', jwks],
  ['paypalKeys()', 'keep', paypalKeys],
  ['plaidKeys()', 'client', plaidKeys],
  ['awsSnsChallenge()', 'topic', awsSnsChallenge],
  ['metaChallenge()', 'token', metaChallenge],
  ['zoomChallenge()', 'secret', zoomChallenge],
  ['signedRequest()', 'secrets', (given) => signedRequest(github, given)],
]

describe('an option that there is not is refused', () => {
  it.each(takers)('by %s: %s', (where, wrong, call) => {
    const known = `webhook-auth: ${where} takes only `.replace(/[()]/g, '\\$&')
    const message = new RegExp(`^${known}\\w+(, \\w+)*, got "${wrong}"$`)
    expect(() => call({ [wrong]: undefined } as never)).toThrow(TypeError)
    expect(() => call({ [wrong]: undefined } as never)).toThrow(message)
  })
})
