import type { Scheme } from '../scheme.ts'
import { standardScheme } from '../standard-scheme.ts'

/** Liveblocks: as Standard Webhooks. */
export const liveblocks: Scheme = /* @__PURE__ */ standardScheme('webhook', 'v1', {
  id: 'liveblocks',
  sender: 'Liveblocks',
  source:
    'https://github.com/liveblocks/liveblocks/blob/main/packages/liveblocks-node/src/webhooks.ts',
  sourceRead: '2026-11-21',
  evidence: 'library',
})
