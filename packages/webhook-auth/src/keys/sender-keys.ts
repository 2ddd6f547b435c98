import type { Secret } from '@sallyport/core'
import type { KeySource } from '../key-source.ts'
import { demandKnown } from '../known-names.ts'
import { textOf, type WebhookSecret } from '../secrets.ts'
import { certificateKeys } from './certificate-keys.ts'
import { demandFetch } from './demand-fetch.ts'
import { fetched, fetchNames, type KeyFetchOptions } from './fetched.ts'
import { pemOf } from './jwk.ts'
import { type KeptKeysOptions, keptKeys, keptNames } from './kept-keys.ts'
import { keySet } from './key-set.ts'

/** How the certificates of SNS are fetched. */
export interface AwsSnsKeysOptions extends KeptKeysOptions {
  /** The regions of your topics: `us-east-1`. @default all */
  readonly regions?: readonly string[]
}

const anyRegion = /[a-z]{2}(?:-[a-z]{2,16}){1,3}-\d{1,2}/

/**
 * The certificates of AWS SNS: of `https://sns.<region>.amazonaws.com/SimpleNotificationService-<hex>.pem` (`.com.cn`
 * in China), and of nothing else there. SNS answers at other paths with what its users have put there.
 *
 * @throws RangeError for a region that is none, and for none.
 */
export function awsSnsKeys({ regions, ...options }: AwsSnsKeysOptions = {}): KeySource {
  demandKnown('awsSnsKeys()', options, `regions ${fetchNames} ${keptNames}`)
  const region = new RegExp(`^${anyRegion.source}$`)
  for (const one of regions ?? []) {
    if (region.test(one)) continue
    throw new RangeError(
      `webhook-auth: "regions" must be names like us-east-1, got ${JSON.stringify(one)}`,
    )
  }
  if (regions?.length === 0)
    throw new RangeError('webhook-auth: "regions" must name one region at least, got none')
  const where = regions === undefined ? anyRegion.source : `(?:${regions.join('|')})`
  const host = `sns\\.(?:(?=cn-)${where}\\.amazonaws\\.com\\.cn|(?!cn-)${where}\\.amazonaws\\.com)`
  const path = '\\/SimpleNotificationService-[0-9a-f]{16,64}\\.pem'
  return certificateKeys({ ...options, address: new RegExp(`https:\\/\\/${host}${path}`) })
}

/**
 * The certificates of PayPal's webhooks, from `api.paypal.com` and `api.sandbox.paypal.com`. Their name must be one of
 * `paypal.com`, as PayPal's Python library demands; that library's check of who issued them is not made here.
 */
export function paypalKeys(options: KeptKeysOptions = {}): KeySource {
  demandKnown('paypalKeys()', options, `${fetchNames} ${keptNames}`)
  return certificateKeys({
    ...options,
    address:
      /https:\/\/api\.(?:sandbox\.)?paypal\.com\/v1\/notifications\/certs\/[A-Z]{2,8}-[\w-]{8,64}/,
    isSenders: ({ subject }) => /^CN=(?:[a-z\d-]+\.)+paypal\.com$/im.test(subject),
  })
}

/** How Plaid is asked for its keys. */
export interface PlaidKeysOptions extends KeptKeysOptions {
  readonly clientId: string
  readonly secret: Secret | string
  /** @default 'production' */
  readonly environment?: 'production' | 'sandbox'
}

/** The keys of Plaid's webhooks, each asked for by its id (`/webhook_verification_key/get`). */
export function plaidKeys(options: PlaidKeysOptions): KeySource {
  const { clientId, secret, environment = 'production', ...rest } = options
  demandKnown('plaidKeys()', rest, `clientId secret environment ${fetchNames} ${keptNames}`)
  demandFetch('plaidKeys()', rest)
  if (!clientId || !textOf(secret)) {
    throw new TypeError('webhook-auth: plaidKeys() needs "clientId" and "secret"')
  }
  if (!/^(production|sandbox)$/.test(environment)) {
    throw new RangeError(
      `webhook-auth: "environment" must be 'production' or 'sandbox', got ${String(environment)}`,
    )
  }
  const url = `https://${environment}.plaid.com/webhook_verification_key/get`
  const ask = async (keyId: string): Promise<readonly WebhookSecret[]> => {
    const body = JSON.stringify({ client_id: clientId, secret: textOf(secret), key_id: keyId })
    const headers = { 'content-type': 'application/json' }
    const { status, text } = await fetched(url, { method: 'POST', headers, body }, rest)
    const answer = JSON.parse(text) as PlaidAnswer
    if (answer.error_code === 'INVALID_WEBHOOK_VERIFICATION_KEY_ID') return []
    const value = answer.key?.kid === keyId ? pemOf(answer.key) : undefined
    if (status !== 200 || value === undefined) {
      throw new Error(`webhook-auth: Plaid answered with ${status} and no key`)
    }
    const ends = answer.key?.expired_at
    return [{ id: keyId, value, ...(typeof ends === 'number' && { notAfter: ends * 1_000 }) }]
  }
  return keptKeys((keyId) => /^[\w-]{8,64}$/.test(keyId), ask, rest)
}

interface PlaidAnswer {
  readonly error_code?: unknown
  readonly key?: { readonly kid?: unknown; readonly expired_at?: unknown }
}

const githubList = 'https://api.github.com/meta/public_keys/secret_scanning'

/** The keys of GitHub's secret scanning, as its API lists them. */
export function githubKeys(options: KeyFetchOptions = {}): KeySource {
  demandKnown('githubKeys()', options, fetchNames)
  demandFetch('githubKeys()', options)
  const ask = async () => {
    const headers = { 'user-agent': 'sallyport', accept: 'application/vnd.github+json' }
    const { status, text } = await fetched(githubList, { headers }, options)
    if (status !== 200) throw new Error(`webhook-auth: GitHub answered with ${status}`)
    const { public_keys: keys } = JSON.parse(text) as { readonly public_keys?: unknown }
    if (!Array.isArray(keys)) throw new Error('webhook-auth: GitHub listed no keys')
    return { keys: keys.flatMap(githubKey), freshMs: 3_600_000 }
  }
  return keySet((keyId) => /^[0-9a-f]{16,128}$/.test(keyId), ask, options)
}

function githubKey(listed: unknown): readonly WebhookSecret[] {
  const { key_identifier: id, key: value } = (listed ?? {}) as Readonly<Record<string, unknown>>
  return typeof id === 'string' && typeof value === 'string' ? [{ id, value }] : []
}
