import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Paddle (Billing). While its secret changes it sends a signature for each. */
export const paddle: Scheme = /* @__PURE__ */ defineScheme({
  id: 'paddle',
  sender: 'Paddle',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'paddle-signature', separator: ';', prefix: 'h1=' },
  timestamp: { header: 'paddle-signature', separator: ';', prefix: 'ts=', unit: 's' },
  signed: '{timestamp}:{body}',
  source: 'https://developer.paddle.com/webhooks/signature-verification',
  sourceRead: '2026-11-21',
  evidence: 'library',
})
