import { createHash } from 'node:crypto'
import type { BodyDenial, GuardRequest, Verdict } from '@sallyport/core'
import type { SignedWebhook } from './signed-by.ts'
import { storedKey } from './stores/stored-key.ts'

/** What a delivery is claimed for: the two never meet in one store. */
type Purpose = 'once' | 'work'

/** The key of a delivery in a store, of a bounded length. No two lists of parts give the same. */
export const deliveryKey = (
  purpose: Purpose,
  { webhook: { service, scheme } }: SignedWebhook,
  ...identity: readonly string[]
): string => storedKey(JSON.stringify([purpose, service, scheme, ...identity]))

/**
 * What the sender signed, as a word. Where it signs nothing of a delivery all would be the same: there
 * the body stands in, which finds what is sent twice and stops nobody who wants to.
 */
export async function signedContent(
  request: GuardRequest,
  { webhook }: SignedWebhook,
): Promise<Verdict<string, BodyDenial>> {
  if (webhook.covers !== 'none') return { ok: true, value: webhook.fingerprint() }
  const body = await request.body()
  if (!body.ok) return body
  return { ok: true, value: createHash('sha256').update(body.value).digest('base64url') }
}
