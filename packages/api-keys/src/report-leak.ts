import { type ChangedBy, countAct, recordAct } from './change.ts'
import { revoke } from './end.ts'
import { identifyRecord } from './identify.ts'
import type { Keys } from './keys.ts'

/** What became of one token that was found in public. */
export type LeakResult =
  | { readonly found: true; readonly id: string; readonly revoked: boolean }
  | { readonly found: false }

const mostTokens = 1_000

/**
 * Revokes the keys of tokens that were found in public, whatever their state: only a token whose secret is right,
 * current or previous, counts, so that nobody can revoke by guessing ids.
 */
export async function reportLeak(
  keys: Keys,
  tokens: readonly unknown[],
  by: ChangedBy,
): Promise<readonly LeakResult[]> {
  if (tokens.length > mostTokens) {
    throw new RangeError(`api-keys: at most ${mostTokens} tokens at once, got ${tokens.length}`)
  }
  const results: LeakResult[] = []
  for (const token of tokens) {
    const record = await identifyRecord(keys, token)
    if (record === undefined) {
      results.push({ found: false })
      continue
    }
    const { id, revokedAt } = record
    if (revokedAt === null) await revoke(keys, id, by)
    await recordAct(keys, 'leaked', record, by)
    countAct(keys, 'leaked')
    results.push({ found: true, id, revoked: revokedAt === null })
  }
  return results
}
