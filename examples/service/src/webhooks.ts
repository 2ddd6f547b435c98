import { type AuditEvent, denialReply, deny, type Endpoint } from '@sallyport/core'
import { type SignedWebhook, webhookAuth } from '@sallyport/webhook-auth'
import { github, trello } from '@sallyport/webhook-auth/schemes'
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

/** Trello asks `HEAD` before it makes a webhook. Answered for every name alike: who asks has proved nothing. */
export const webhookAddress: Endpoint = ({ method }) =>
  method === 'HEAD'
    ? { status: 200, headers: {}, body: '' }
    : denialReply(deny('method_not_allowed', 405, { headers: { allow: 'HEAD, POST' } }))

/** Whose delivery it was, for the record of a decision. */
export function describeWebhook({ webhook }: Partial<SignedWebhook>): Partial<AuditEvent> {
  if (webhook === undefined) return {}
  const { service, scheme, keyId, deliveryId } = webhook
  return {
    actor: { kind: 'service', id: service },
    event: { scheme, key_id: keyId, delivery_id: deliveryId },
  }
}
