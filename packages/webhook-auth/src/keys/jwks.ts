import type { KeySource } from '../key-source.ts'
import { demandKnown } from '../known-names.ts'
import type { WebhookSecret } from '../secrets.ts'
import { demandFetch } from './demand-fetch.ts'
import { fetched, fetchNames, type KeyFetchOptions } from './fetched.ts'
import { pemOf } from './jwk.ts'
import { keySet } from './key-set.ts'

/** Where a sender lists its keys. */
export interface JwksOptions extends KeyFetchOptions {
  /** Of https, and from you: never one that a delivery names (`jku`). */
  readonly url: string
}

const minute = 60_000
const day = 1_440 * minute
// RFC 7517 §4.5 leaves the form to senders; these are base64url, UUIDs and their like.
const idForm = /^[\w.~:+/=-]{1,200}$/

/**
 * The keys of a sender that lists them as a JWK Set (RFC 7517), by their `kid`. Kept for as long as the answer says
 * (`Cache-Control: max-age`), between a minute and a day; an hour where it says nothing.
 *
 * @example
 * ```ts
 * import { generateKeyPairSync } from 'node:crypto'
 * import { jwks } from '@sallyport/webhook-auth/keys'
 *
 * const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
 * const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }]
 * const fetch = async () => new Response(JSON.stringify({ keys }))
 * const source = jwks({ url: 'https://sender.example/jwks', fetch })
 * console.log((await source.keysFor('k1')).map(({ id }) => id)) // prints: [ 'k1' ]
 * ```
 *
 * @throws RangeError for an address that is not of https.
 */
export function jwks({ url, ...options }: JwksOptions): KeySource {
  demandKnown('jwks()', options, `url ${fetchNames}`)
  demandFetch('jwks()', options)
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw new RangeError(`webhook-auth: jwks() needs a "url" of https, got ${JSON.stringify(url)}`)
  }
  const ask = async () => {
    const { status, text, cacheControl } = await fetched(url, {}, options)
    if (status !== 200) throw new Error(`webhook-auth: ${url} answered with ${status}`)
    const { keys } = JSON.parse(text) as { readonly keys?: unknown }
    if (!Array.isArray(keys)) throw new Error(`webhook-auth: ${url} is no JWK Set`)
    return { keys: keys.flatMap(secretOf), freshMs: freshMsOf(cacheControl) }
  }
  return keySet((keyId) => idForm.test(keyId), ask, options)
}

function secretOf(jwk: unknown): readonly WebhookSecret[] {
  const value = pemOf(jwk)
  const { kid } = (jwk ?? {}) as { readonly kid?: unknown }
  return typeof kid === 'string' && idForm.test(kid) && value ? [{ id: kid, value }] : []
}

/** RFC 9111 §5.2.2.1, within bounds. */
function freshMsOf(cacheControl: string | null): number {
  const [, seconds] = /(?:^|[\s,])max-age="?(\d{1,9})/i.exec(cacheControl ?? '') ?? []
  if (seconds === undefined) return 60 * minute
  return Math.min(day, Math.max(minute, Number(seconds) * 1_000))
}
