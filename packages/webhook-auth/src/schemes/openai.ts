import type { Scheme } from '../scheme.ts'
import { standardScheme } from '../standard-scheme.ts'

/** OpenAI: as Standard Webhooks. */
export const openai: Scheme = /* @__PURE__ */ standardScheme('webhook', 'v1', {
  id: 'openai',
  sender: 'OpenAI',
  source: 'https://github.com/openai/openai-node/blob/master/src/resources/webhooks/webhooks.ts',
  sourceRead: '2026-11-21',
})
