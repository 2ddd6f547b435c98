import type { Challenge } from './challenge.ts'
import { queryChallenge } from './query-challenge.ts'

/**
 * Dropbox asks `GET ?challenge=…` when an address is entered, and wants it echoed as plain text that nothing sniffs.
 * See https://www.dropbox.com/developers/reference/webhooks.
 */
export const dropboxChallenge: Challenge = /* @__PURE__ */ queryChallenge({
  parameter: 'challenge',
})
