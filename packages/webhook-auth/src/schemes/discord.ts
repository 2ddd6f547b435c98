import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/**
 * Discord's interactions and events; the key as its developer portal shows it. Discord sends wrong
 * signatures on purpose, and switches off an address that does not answer 401.
 */
export const discord: Scheme = /* @__PURE__ */ defineScheme({
  id: 'discord',
  sender: 'Discord',
  mac: 'ed25519',
  secret: 'ed25519-hex',
  encoding: 'hex',
  signature: { header: 'x-signature-ed25519' },
  timestamp: { header: 'x-signature-timestamp', unit: 's' },
  deliveryId: { json: 'id' },
  signed: '{timestamp}{body}',
  source: 'https://github.com/discord/discord-interactions-js/blob/main/src/index.ts',
  sourceRead: '2026-11-21',
  evidence: 'library',
})
