import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** Vercel. It signs with SHA-1 and has nothing newer; as a MAC that still holds. */
export const vercel: Scheme = /* @__PURE__ */ defineScheme({
  id: 'vercel',
  sender: 'Vercel',
  mac: 'hmac-sha1',
  encoding: 'hex',
  signature: { header: 'x-vercel-signature' },
  signed: '{body}',
  source: 'https://vercel.com/docs/webhooks/webhooks-api#securing-webhooks',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
