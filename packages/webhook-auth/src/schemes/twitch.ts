import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Twitch EventSub. */
export const twitch: Scheme = /* @__PURE__ */ defineScheme({
  id: 'twitch',
  sender: 'Twitch',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'twitch-eventsub-message-signature', prefix: 'sha256=' },
  timestamp: {
    header: 'twitch-eventsub-message-timestamp',
    unit: 'rfc3339',
    toleranceSeconds: 600,
  },
  deliveryId: { header: 'twitch-eventsub-message-id' },
  signed: '{id}{timestamp}{body}',
  source: 'https://dev.twitch.tv/docs/eventsub/handling-webhook-events/',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
