import type { Policy } from '../policy.ts'

/**
 * Where a key of a policy is kept: `prefix:kind:policy:{key}`. On a cluster the part in braces says
 * on which server, so that all policies of a key are on one. A key with such a part of its own
 * stands behind another colon: nobody can name one as the other.
 */
export const redisKey = (prefix: string, { id }: Pick<Policy, 'id'>, key: string): string =>
  `${prefix}:${id}:${tagged(key)}`

// The first '{' counts, and the first '}' after it, unless nothing lies between.
const ownTag = /^[^{]*\{[^}]+\}/

function tagged(key: string): string {
  if (ownTag.test(key)) return `:${key}`
  // '{}' is no tag: each policy of the key would be on a server of its own.
  return key.startsWith('}') ? `.{.}${key}` : `{${key}}`
}
