import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/**
 * Telegram bots: the `secret_token` that the webhook was set with, which vouches for nothing that
 * comes with it.
 */
export const telegram: Scheme = /* @__PURE__ */ defineScheme({
  id: 'telegram',
  sender: 'Telegram',
  mac: 'token',
  encoding: 'text',
  signature: { header: 'x-telegram-bot-api-secret-token' },
  // Nothing signs it: it is what tells one delivery from another.
  signed: '{body}',
  covers: 'none',
  source: 'https://core.telegram.org/bots/api#setwebhook',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
