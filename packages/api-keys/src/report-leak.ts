import { demandBy } from './demand-by.ts'
import { revoke } from './end.ts'
import { parseToken } from './format.ts'
import { identifyRecord } from './identify.ts'
import type { Keys } from './keys.ts'
import { type ChangedBy, countAct, recordAct } from './record-act.ts'
import { KeyFailed, SomeFailed } from './some-failed.ts'

/** What became of one token that was found in public. */
export type LeakResult =
  | { readonly found: true; readonly id: string; readonly revoked: boolean }
  | { readonly found: false }

const mostTokens = 1_000

/**
 * Revokes the keys of tokens that were found in public, whatever their state: only a token whose secret
 * is right, current or previous, counts, so that nobody can revoke by guessing ids. Goes on where one
 * fails, and rejects in the end with the results of all, undefined for what failed.
 */
export async function reportLeak(
  keys: Keys,
  tokens: readonly unknown[],
  by: ChangedBy,
): Promise<readonly LeakResult[]> {
  demandBy(by)
  if (!Array.isArray(tokens)) {
    throw new TypeError(`api-keys: "tokens" must be a list, got ${typeof tokens}`)
  }
  if (tokens.length > mostTokens) {
    throw new RangeError(`api-keys: "tokens" must be ${mostTokens} at most, got ${tokens.length}`)
  }
  const results: (LeakResult | undefined)[] = []
  const errors: KeyFailed[] = []
  for (const token of tokens) {
    // One whose record fails must not keep those after it alive.
    try {
      results.push(await ended(keys, token, by))
    } catch (error) {
      results.push(undefined)
      // Its id is no secret; the token is.
      errors.push(new KeyFailed(parseToken(token, keys.prefix)?.id, error))
    }
  }
  if (errors.length > 0) throw new SomeFailed(errors, results, 'leaks failed; report them again')
  return results.filter((result) => result !== undefined)
}

async function ended(keys: Keys, token: unknown, by: ChangedBy): Promise<LeakResult> {
  const record = await identifyRecord(keys, token)
  if (record === undefined) return { found: false }
  const { id, revokedAt } = record
  // Also one that is revoked: its children may have been left.
  await revoke(keys, id, by)
  await recordAct(keys, 'leaked', record, by)
  countAct(keys, 'leaked')
  return { found: true, id, revoked: revokedAt === null }
}
