import type { Keys } from './keys.ts'
import type { KeyRecord } from './record.ts'

/** Why something could not be done to a key. */
export type RefusedReason =
  | 'unknown'
  | 'revoked'
  | 'expired'
  | 'disabled'
  | 'wrong_env'
  | 'rotation_in_progress'
  | 'conflict'
  | 'too_many'
  | 'not_a_subset'
  | 'may_not_mint'

const sentences: Readonly<Record<RefusedReason, string>> = {
  unknown: 'there is no such key',
  revoked: 'it is revoked, for good',
  expired: 'it has expired',
  disabled: 'it is disabled: enable it first',
  wrong_env: 'it is of another environment: ask there',
  rotation_in_progress: 'its last rotation is still in its grace: pass "force" to cut that short',
  conflict: 'somebody else changed it at the same time: read it again',
  too_many: 'its owner has as many keys as one may have',
  not_a_subset: 'a minted key may do no more than the one that minted it',
  may_not_mint: 'the key does not hold the scope to mint others',
}

/** All of them. */
export const refusedReasons = Object.keys(sentences) as readonly RefusedReason[]

const longestShown = 36

/** What {@link ApiKeys} rejects with where a key, not the world, is the reason. */
export class KeyChangeRefused extends Error {
  readonly reason: RefusedReason
  readonly keyId: string | undefined

  constructor(reason: RefusedReason, id?: string) {
    // Somebody may have passed a token where an id belongs, and errors get into logs.
    const keyId = id !== undefined && id.length <= longestShown ? id : undefined
    super(`api-keys: ${keyId === undefined ? '' : `key ${keyId}: `}${sentences[reason]}`)
    this.name = 'KeyChangeRefused'
    this.reason = reason
    this.keyId = keyId
  }
}

/** Throws for a key of another environment: what gives is for its own to give. */
export function demandOwnEnv({ env }: Pick<Keys, 'env'>, record: KeyRecord): void {
  if (record.env !== env) throw new KeyChangeRefused('wrong_env', record.id)
}
