import { createHash, sign } from 'node:crypto'
import { ecPair, type Pair } from './certificates.ts'

export const sentSeconds = 1_700_000_000
export const keyId = 'bfbd5111-8e33-4643-8ced-b2e642a72f3c'
export const plaidBody = '{\n  "webhook_code": "SYNC_UPDATES_AVAILABLE"\n}'

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

interface TokenFacts {
  readonly head?: object
  readonly claims?: object
  readonly by?: Pair
}

/** A token as Plaid signs it, or as somebody else would. */
export function plaidToken({ head, claims, by = ecPair }: TokenFacts = {}): string {
  const request_body_sha256 = createHash('sha256').update(plaidBody).digest('hex')
  const text = [
    encoded({ alg: 'ES256', kid: keyId, typ: 'JWT', ...head }),
    encoded({ iat: sentSeconds, request_body_sha256, ...claims }),
  ].join('.')
  const key = { key: by.privateKey, dsaEncoding: 'ieee-p1363' } as const
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
}

/** A key as lists of keys have it. */
export const jwkOf = ({ publicKey }: Pair, facts: object = {}): object => ({
  ...publicKey.export({ format: 'jwk' }),
  kid: keyId,
  ...facts,
})
