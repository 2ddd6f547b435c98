import { createHash, timingSafeEqual } from 'node:crypto'
import { allow, deny, type Guard, type MetricsSink, type Secret } from '@sallyport/core'
import { recordLogin } from '@sallyport/metrics/catalogs'
import type { Grants } from '@sallyport/scopes'

/** Who holds a bearer token. */
export interface Caller {
  readonly id: string
}

/** Who holds a token, and what they may do. */
export interface TokenHolder extends Caller {
  readonly token: Secret
  readonly grants: Grants
}

/** Bearer tokens, each compared in constant time. Who sends none has tried nothing, and is not counted. */
export function requireToken(
  holders: readonly TokenHolder[],
  metrics: MetricsSink,
): Guard<{ readonly caller: Caller; readonly grants: Grants }, 'token_missing' | 'token_wrong'> {
  const known = holders.map(({ id, token, grants }) => ({
    proof: { caller: { id }, grants },
    expected: digest(token.reveal()),
  }))
  const challenge = { headers: { 'www-authenticate': 'Bearer realm="admin"' } }
  return (request) => {
    const given = /^Bearer ([\w.~+/=-]+)$/i.exec(request.header('authorization') ?? '')?.[1]
    if (given === undefined) return deny('token_missing', 401, challenge)
    const sent = digest(given)
    const holder = known.filter(({ expected }) => timingSafeEqual(sent, expected))[0]
    recordLogin(metrics, { method: 'token', failure: holder ? undefined : 'token_wrong' })
    return holder === undefined ? deny('token_wrong', 401, challenge) : allow(holder.proof)
  }
}

// Digests are of one length, whatever was sent, and tell nothing about where two tokens differ.
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
