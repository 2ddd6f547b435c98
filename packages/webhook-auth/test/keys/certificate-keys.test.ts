import { testRequest } from '@sallyport/core/testing'
import { signedBy } from '@sallyport/webhook-auth'
import { awsSnsKeys, certificateKeys, paypalKeys } from '@sallyport/webhook-auth/keys'
import { awsSns } from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'
import { certificateOf, ecPair, rsaPair } from '../support/certificates.ts'
import { fetches } from '../support/fetches.ts'
import {
  certificateUrl,
  deliveryOf,
  notification,
  sentAt,
  signedMessage,
  topic,
} from '../support/sns.ts'

const now = Date.parse(sentAt)
const file = certificateUrl.slice('https://sns.us-east-1.amazonaws.com'.length)
const good = certificateOf(rsaPair)
const serve = (text: string) => fetches(() => new Response(text))

/** Why a route of SNS refuses a delivery, whose certificate is this. */
async function reasonWith(fetch: typeof globalThis.fetch, named: string = certificateUrl) {
  const secrets = awsSnsKeys({ fetch })
  const guard = signedBy(awsSns({ topics: [topic] }), { secrets, clock: () => now })
  const message = signedMessage({ ...notification, SigningCertURL: named })
  const verdict = await guard(testRequest({ method: 'POST', ...deliveryOf(message) }), {})
  return verdict.ok ? 'in' : verdict.reason
}

describe('the certificates of SNS', () => {
  it.each([
    certificateUrl,
    `https://sns.eu-west-3.amazonaws.com${file}`,
    `https://sns.us-gov-west-1.amazonaws.com${file}`,
    `https://sns.ap-southeast-2.amazonaws.com${file}`,
    `https://sns.cn-north-1.amazonaws.com.cn${file}`,
  ])('are fetched from %s', async (url) => {
    const { fetch, urls, sent } = serve(good)
    expect(await reasonWith(fetch, url)).toBe('in')
    expect(urls).toEqual([url])
    expect(sent[0]).toMatchObject({ method: 'GET', redirect: 'error', credentials: 'omit' })
  })

  it.each([
    `http://sns.us-east-1.amazonaws.com${file}`,
    `https://sns.us-east-1.amazonaws.com@evil.example${file}`,
    `https://evil@sns.us-east-1.amazonaws.com${file}`,
    `https://evil.example/https://sns.us-east-1.amazonaws.com${file}`,
    `https://evil.example#sns.us-east-1.amazonaws.com${file}`,
    `https://sns.us-east-1.amazonaws.com.evil.example${file}`,
    `https://sns.us-east-1.amazonaws.com.${file}`,
    `https://sns.us-east-1.amazonaws.com:443${file}`,
    `https://sns.us-east-1.amazonaws.com:8443${file}`,
    `https://SNS.us-east-1.amazonaws.com${file}`,
    `HTTPS://sns.us-east-1.amazonaws.com${file}`,
    `https://sns。us-east-1.amazonaws.com${file}`,
    `https://sns.us-east-1.amazonaws.com\\@evil.example${file}`,
    `https://xn--sns-0na.us-east-1.amazonaws.com${file}`,
    `https://sns.us-east-1.amazonaws.com.cn${file}`,
    `https://sns.cn-north-1.amazonaws.com${file}`,
    `https://sns.evil.amazonaws.com${file}`,
    `https://bucket.s3.amazonaws.com${file}`,
    `https://sns.us-east-1.amazonaws.com${file}?Action=GetEndpointAttributes`,
    `https://sns.us-east-1.amazonaws.com${file}#a`,
    `https://sns.us-east-1.amazonaws.com/?Action=GetEndpointAttributes&a=.pem`,
    `https://sns.us-east-1.amazonaws.com/a/..${file}`,
    `https://sns.us-east-1.amazonaws.com/a${file}`,
    `https://sns.us-east-1.amazonaws.com${file}/../x.pem`,
    `https://sns.us-east-1.amazonaws.com/SimpleNotificationService-%39c6465fa7f48f5cacd23014631ec1136.pem`,
    `https://sns.us-east-1.amazonaws.com/SimpleNotificationService-${'a'.repeat(300)}.pem`,
    `https://169.254.169.254${file}`,
    ` ${certificateUrl}`,
    `${certificateUrl}\n`,
    `\n${certificateUrl}`,
    `https://evil.example/\n${certificateUrl}`,
    'data:,certificate',
    '',
  ])('are never fetched from %j', async (url) => {
    const { fetch, urls } = serve(good)
    expect(await reasonWith(fetch, url)).toBe('secret_unknown')
    expect(urls).toEqual([])
  })

  it('are of your regions alone, where you say so', async () => {
    const { fetch, urls } = serve(good)
    const source = awsSnsKeys({ fetch, regions: ['us-east-1', 'cn-north-1'] })
    expect(await source.keysFor(`https://sns.eu-west-1.amazonaws.com${file}`)).toEqual([])
    expect(await source.keysFor(`https://sns.cn-north-1.amazonaws.com${file}`)).toEqual([])
    expect(urls).toEqual([])
    expect(await source.keysFor(certificateUrl)).toHaveLength(1)
    expect(await source.keysFor(`https://sns.cn-north-1.amazonaws.com.cn${file}`)).toHaveLength(1)
    for (const region of ['us-east-1|.*', 'us-east', '*', '']) {
      expect(() => awsSnsKeys({ regions: [region] })).toThrow(RangeError)
    }
    expect(() => awsSnsKeys({ regions: [] })).toThrow(RangeError)
  })

  it.each([
    ['expired', certificateOf({ ...rsaPair, to: '2026-11-21T11:59:59Z' }), 'secret_expired'],
    ['early', certificateOf({ ...rsaPair, from: '2026-11-21T12:00:01Z' }), 'secret_not_yet_valid'],
    ['of another kind of key', certificateOf(ecPair), 'secret_unknown'],
    ['a page', '<html>200</html>', 'keys_unavailable'],
    [
      'a bare key',
      rsaPair.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
      'keys_unavailable',
    ],
    ['empty', '', 'keys_unavailable'],
  ])('are no use where they are %s', async (_, text, reason) => {
    expect(await reasonWith(serve(text).fetch)).toBe(reason)
  })

  it('hold in the last second of theirs', async () => {
    const { fetch } = serve(certificateOf({ ...rsaPair, to: '2026-11-21T12:00:00Z' }))
    expect(await reasonWith(fetch)).toBe('in')
  })

  it('are the first of a file that has who issued them as well', async () => {
    expect(await reasonWith(serve(good + certificateOf(ecPair)).fetch)).toBe('in')
    expect(await reasonWith(serve(certificateOf(ecPair) + good).fetch)).toBe('secret_unknown')
  })

  it.each([
    [404, 'secret_unknown'],
    [403, 'secret_unknown'],
    [429, 'keys_unavailable'],
    [500, 'keys_unavailable'],
    [301, 'keys_unavailable'],
    [204, 'keys_unavailable'],
  ])('are not there after %i', async (status, reason) => {
    const headers = { location: 'https://evil.example/' }
    const { fetch } = fetches(() => new Response(null, { status, headers }))
    expect(await reasonWith(fetch)).toBe(reason)
  })
})

describe('certificateKeys', () => {
  it('asks for nothing that its pattern only contains', async () => {
    const { fetch, urls } = serve(good)
    const source = certificateKeys({
      address: /https:\/\/certs\.example\/\d|https:\/\/b\.example\/\d/g,
      fetch,
    })
    for (const url of ['https://certs.example/12', 'https://a.example/https://b.example/1']) {
      expect(await source.keysFor(url)).toEqual([])
    }
    expect(urls).toEqual([])
    // A pattern that remembers where it stopped would let in every other one.
    expect(await source.keysFor('https://b.example/1')).toHaveLength(1)
    expect(await source.keysFor('https://b.example/2')).toHaveLength(1)
  })

  it('is told at once what cannot be', () => {
    const address = /https:\/\/a\.example\/b/
    for (const wrong of [
      { address: 'https://a.example' as never },
      { address, fetchesPerMinute: 0 },
      { address, timeoutMs: Number.NaN },
      { address, maxKeys: 1.5 },
      { address, keepMs: Infinity },
      { address, host: 'a' },
    ]) {
      expect(() => certificateKeys(wrong)).toThrow(/^webhook-auth: /)
    }
  })
})

describe('the certificates of PayPal', () => {
  const path = '/v1/notifications/certs/CERT-360caa42-fca2a594-a5cafa77'
  const named = certificateOf({ ...rsaPair, name: 'messageverificationcerts.paypal.com' })

  it.each(['https://api.paypal.com', 'https://api.sandbox.paypal.com'])(
    'come from %s',
    async (host) => {
      const { fetch } = serve(named)
      expect(await paypalKeys({ fetch }).keysFor(host + path)).toHaveLength(1)
    },
  )

  it.each([
    `https://paypal.com${path}`,
    `https://evil.paypal.com${path}`,
    `https://api.paypal.com.evil.example${path}`,
    `https://api.paypal.com@evil.example${path}`,
    `https://api.paypal.com/v1/notifications/certs/../../oauth2/CERT-360caa42`,
    `https://api.paypal.com${path}?a`,
  ])('never come from %s', async (url) => {
    const { fetch, urls } = serve(named)
    expect(await paypalKeys({ fetch }).keysFor(url)).toEqual([])
    expect(urls).toEqual([])
  })

  it.each([
    'sns.amazonaws.com',
    'evilpaypal.com',
    'a.paypal.com.evil.example',
    'x/CN=a.paypal.com',
  ])('have its name, and not %s', async (name) => {
    const { fetch } = serve(certificateOf({ ...rsaPair, name }))
    const asked = paypalKeys({ fetch }).keysFor(`https://api.paypal.com${path}`)
    await expect(asked).rejects.toThrow("is not the sender's")
  })
})
