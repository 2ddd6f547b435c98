import type { Scheme } from '../scheme.ts'
import { standardScheme } from '../standard-scheme.ts'

/** Replicate: as Standard Webhooks. */
export const replicate: Scheme = /* @__PURE__ */ standardScheme('webhook', 'v1', {
  id: 'replicate',
  sender: 'Replicate',
  source: 'https://github.com/replicate/replicate-javascript/blob/main/lib/util.js',
  sourceRead: '2026-11-21',
})
