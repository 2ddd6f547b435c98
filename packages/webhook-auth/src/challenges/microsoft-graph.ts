import type { Challenge } from './challenge.ts'
import { queryChallenge } from './query-challenge.ts'

/**
 * Microsoft Graph asks `POST ?validationToken=…` when a subscription is made or renewed, and wants it echoed as plain
 * text. See https://learn.microsoft.com/graph/change-notifications-delivery-webhooks.
 */
export const microsoftGraphChallenge: Challenge = /* @__PURE__ */ queryChallenge({
  parameter: 'validationToken',
  method: 'POST',
})
