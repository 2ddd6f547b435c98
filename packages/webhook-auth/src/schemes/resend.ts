import type { Scheme } from '../scheme.ts'
import { standardScheme } from '../standard-scheme.ts'

/** Resend: as Svix, under `svix-…` headers alone. */
export const resend: Scheme = /* @__PURE__ */ standardScheme('svix', 'v1', {
  id: 'resend',
  sender: 'Resend',
  source: 'https://resend.com/docs/webhooks/verify-webhooks-requests',
  sourceRead: '2026-11-21',
  evidence: 'library',
})
