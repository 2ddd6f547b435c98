import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Kontent.ai. Its older header, `X-KC-Signature`, is not read. */
export const kontentAi: Scheme = /* @__PURE__ */ defineScheme({
  id: 'kontent-ai',
  sender: 'Kontent.ai',
  mac: 'hmac-sha256',
  encoding: 'base64',
  signature: { header: 'x-kontent-ai-signature' },
  signed: '{body}',
  source: 'https://github.com/kontent-ai/webhook-helper-js',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
