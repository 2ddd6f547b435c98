import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Pusher Channels. `X-Pusher-Key`, which names the key, is not read: every secret is tried. */
export const pusher: Scheme = /* @__PURE__ */ defineScheme({
  id: 'pusher',
  sender: 'Pusher',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'x-pusher-signature' },
  signed: '{body}',
  source: 'https://github.com/pusher/pusher-http-node/blob/master/lib/webhook.js',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
