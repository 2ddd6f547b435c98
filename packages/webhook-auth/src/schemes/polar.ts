import type { Scheme } from '../scheme.ts'
import { standardScheme } from '../standard-scheme.ts'

/** Polar: as Standard Webhooks, but that the text of the secret is the key as it stands. */
export const polar: Scheme = /* @__PURE__ */ standardScheme('webhook', 'v1', {
  id: 'polar',
  sender: 'Polar',
  secret: 'utf8',
  source: 'https://github.com/polarsource/polar-js/blob/main/src/webhooks.ts',
  sourceRead: '2026-11-21',
  evidence: 'library',
})
