import { decider, every, type Guard, type NeedOf } from '@sallyport/core'
import {
  type SignedWebhook,
  signedBy,
  type WebhookDenial,
  webhookAuth,
} from '@sallyport/webhook-auth'
import {
  type ChallengeDenial,
  type challengeReasons,
  dropboxChallenge,
  slackChallenge,
  withChallenges,
} from '@sallyport/webhook-auth/challenges'
import { slack } from '@sallyport/webhook-auth/schemes'
import { describe, expectTypeOf, it } from 'vitest'

const secrets = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
const signed = signedBy(slack, { secrets })

describe('a challenge', () => {
  it('that is signed stands behind the signature, and nowhere else', () => {
    decider(every(signed, slackChallenge))
    // @ts-expect-error nothing has proved the signature
    decider(slackChallenge)
    // @ts-expect-error nothing has proved it yet
    decider(every(slackChallenge, signed))
    expectTypeOf<NeedOf<typeof slackChallenge>>().toEqualTypeOf<SignedWebhook>()
  })

  it('that is not signed stands before it, and proves nothing', () => {
    const guard = every(dropboxChallenge, signed)
    expectTypeOf(guard).toExtend<Guard<SignedWebhook>>()
    decider(guard)
    // @ts-expect-error of a route that has only a challenge there is nothing to read
    decider(dropboxChallenge, { describe: ({ webhook }) => ({ reason: webhook?.service }) })
  })

  it('of a table is of a service of the table', () => {
    const hooks = webhookAuth({
      services: { slack: { scheme: slack } },
      settings: { webhook_secrets: { slack: secrets } },
    })
    const guard = withChallenges(hooks, { slack: slackChallenge })
    expectTypeOf(guard).toEqualTypeOf<Guard<SignedWebhook, WebhookDenial | ChallengeDenial>>()
    // @ts-expect-error there is no such service
    withChallenges(hooks, { slak: slackChallenge })
    // @ts-expect-error a guard that is no challenge
    withChallenges(hooks, { slack: signed })
  })
})

it('every reason is in the catalog, and no other', () => {
  expectTypeOf<keyof typeof challengeReasons>().toEqualTypeOf<ChallengeDenial>()
})
