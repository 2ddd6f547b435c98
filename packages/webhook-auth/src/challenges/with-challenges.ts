import type { Guard, GuardRequest } from '@sallyport/core'
import { demandKnown } from '../known-names.ts'
import type { WebhookDenial } from '../services.ts'
import type { SignedWebhook } from '../signed-by.ts'
import type { WebhookAuth } from '../webhook-auth.ts'
import type { Challenge, SignedChallenge } from './challenge.ts'
import type { ChallengeDenial } from './reasons.ts'

/** What {@link withChallenges} has to know besides. */
export interface WithChallengesOptions {
  /** Which service a request is of, as `webhookAuth` was told. @default the route's parameter `service` */
  readonly service?: (request: GuardRequest) => string | undefined
}

/**
 * The guard of a table of senders, with the challenges of those that ask: each stands on the side of the signature
 * where it belongs. Mount it for every method that they ask with.
 *
 * @example
 * ```ts
 * import { testRequest } from '@sallyport/core/testing'
 * import { sign, webhookAuth } from '@sallyport/webhook-auth'
 * import { headChallenge, slackChallenge, withChallenges } from '@sallyport/webhook-auth/challenges'
 * import { slack, trello } from '@sallyport/webhook-auth/schemes'
 *
 * const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
 * const hooks = webhookAuth({
 *   services: {
 *     slack: { scheme: slack },
 *     trello: { scheme: trello, callbackUrl: 'https://hooks.example/webhook/trello' },
 *   },
 *   settings: { webhook_secrets: { slack: secret, trello: '7c1e5a90d2b34f6889ab0c1d2e3f4a5b' } },
 * })
 * const guard = withChallenges(hooks, { slack: slackChallenge, trello: headChallenge })
 *
 * const sent = { method: 'POST', params: { service: 'slack' } }
 * const body = '{"type":"url_verification","challenge":"3eZbrw1aBm2rZgRNFdxV2595E9CY3gmd"}'
 * const asked = await guard(testRequest({ ...sent, ...sign(slack, { secret, body }) }), {})
 * console.log(asked.ok ? 'in' : asked.reply?.body) // prints: 3eZbrw1aBm2rZgRNFdxV2595E9CY3gmd
 * const forged = await guard(testRequest({ ...sent, body }), {})
 * console.log(forged.ok ? 'in' : forged.reason) // prints: signature_missing
 * ```
 *
 * @throws TypeError for what is no challenge.
 */
export function withChallenges<N extends string>(
  hooks: WebhookAuth<N>,
  challenges: Readonly<Partial<Record<NoInfer<N>, Challenge | SignedChallenge>>>,
  options: WithChallengesOptions = {},
): Guard<SignedWebhook, WebhookDenial | ChallengeDenial> {
  demandKnown('withChallenges()', options, 'service')
  const { service = (request: GuardRequest) => request.params.service } = options
  const unsigned = new Map<string, Challenge>()
  const signed = new Map<string, SignedChallenge>()
  for (const [name, challenge] of Object.entries<Challenge | SignedChallenge | undefined>(
    challenges,
  )) {
    if (challenge?.signed === false) unsigned.set(name, challenge)
    else if (challenge?.signed === true) signed.set(name, challenge)
    else
      throw new TypeError(
        `webhook-auth: withChallenges() needs "${name}" to be a challenge, got ${typeof challenge}`,
      )
  }
  return async (request, proved) => {
    const before = await unsigned.get(service(request) ?? '')?.(request, proved)
    if (before?.ok === false) return before
    const verdict = await hooks.guard(request, proved)
    if (!verdict.ok) return verdict
    const after = await signed.get(verdict.value.webhook.service)?.(request, verdict.value)
    // Whose it was belongs in the record.
    return after?.ok === false ? { ...after, proved: verdict.value } : verdict
  }
}
