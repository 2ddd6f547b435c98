import type { Scheme } from '../scheme.ts'
import { standardScheme } from '../standard-scheme.ts'

/** Clerk: as Svix, under `svix-…` headers alone. */
export const clerk: Scheme = /* @__PURE__ */ standardScheme('svix', 'v1', {
  id: 'clerk',
  sender: 'Clerk',
  source: 'https://github.com/clerk/javascript/blob/main/packages/backend/src/webhooks.ts',
  sourceRead: '2026-11-21',
  evidence: 'library',
})
