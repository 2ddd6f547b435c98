import type { Scheme } from '../scheme.ts'
import { standardScheme } from '../standard-scheme.ts'

/** Anthropic, of Claude's managed agents: as Standard Webhooks. */
export const anthropic: Scheme = /* @__PURE__ */ standardScheme('webhook', 'v1', {
  id: 'anthropic',
  sender: 'Anthropic',
  source: 'https://platform.claude.com/docs/en/managed-agents/webhooks',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
