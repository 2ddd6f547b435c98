import {
  type AuditEvent,
  allow,
  type BodyDenial,
  denialReply,
  deny,
  type Endpoint,
  type Guard,
} from '@sallyport/core'
import { type SignedWebhook, webhookAuth } from '@sallyport/webhook-auth'
import { github, trello } from '@sallyport/webhook-auth/schemes'
import { parsedJson } from './json-body.ts'
import type { Settings } from './settings.ts'

type Surroundings = Pick<
  Parameters<typeof webhookAuth>[0],
  'audit' | 'clock' | 'metrics' | 'monotonic'
>

/** Who may send webhooks, and how each proves it. A secret is named as the setting that it stands in. */
export function createWebhooks(
  { githubSecret, trelloSecret, monitorSecret, publicUrl }: Settings,
  surroundings: Surroundings,
) {
  return webhookAuth({
    services: {
      github: { scheme: github },
      trello: { scheme: trello, callbackUrl: `${publicUrl}/webhook/trello` },
      monitor: {},
    },
    settings: {
      webhook_secrets: {
        github: [{ id: 'GITHUB_SECRET', value: githubSecret }],
        trello: [{ id: 'TRELLO_SECRET', value: trelloSecret }],
        monitor: [{ id: 'MONITOR_SECRET', value: monitorSecret }],
      },
    },
    ...surroundings,
  })
}

export type ServiceWebhooks = ReturnType<typeof createWebhooks>

/** Trello asks `HEAD` before it makes a webhook. Answered for every name alike: who asks has proved nothing. */
export const webhookAddress: Endpoint = ({ method }) =>
  method === 'HEAD'
    ? { status: 200, headers: {}, body: '' }
    : denialReply(deny('method_not_allowed', 405, { headers: { allow: 'HEAD, POST' } }))

/**
 * Proves what a delivery says, in JSON. A guard's work, and no framework's: their parsers differ, and what one of them
 * does not read would be acknowledged, and lost.
 */
export const receivedInBody: Guard<
  { readonly received: unknown },
  BodyDenial | 'not_json'
> = async (request) => {
  const body = await request.body()
  if (!body.ok) return body
  // A byte that is no UTF-8 is what its sender has signed: no reason to lose the rest.
  const received = parsedJson(body.value, { fatal: false })
  return received === undefined ? notJson : allow({ received })
}

const notJson = deny('not_json', 400, { message: 'The body must be JSON.' })

/** Whose delivery it was, for the record of a decision. */
export function describeWebhook({ webhook }: Partial<SignedWebhook>): Partial<AuditEvent> {
  if (webhook === undefined) return {}
  const { service, scheme, keyId, deliveryId } = webhook
  return {
    actor: { kind: 'service', id: service },
    event: { scheme, key_id: keyId, delivery_id: deliveryId },
  }
}
