import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/**
 * Segment: the destinations "Webhooks". It signs with SHA-1 and has nothing newer. Of a batch it
 * signs the first event alone, so that batches of several are refused: switch batching off.
 */
export const segment: Scheme = /* @__PURE__ */ defineScheme({
  id: 'segment',
  sender: 'Segment',
  mac: 'hmac-sha1',
  encoding: 'hex',
  signature: { header: 'x-signature' },
  signed: '{body}',
  source:
    'https://github.com/segmentio/action-destinations/blob/main/packages/destination-actions/src/destinations/webhook/index.ts',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
