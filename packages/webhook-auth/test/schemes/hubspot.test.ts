import { Signature } from '@hubspot/api-client/lib/src/utils/signature.js'
import { type Scheme, sign, verifier } from '@sallyport/webhook-auth'
import { hubspotV1, hubspotV2, hubspotV3 } from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'
import { acceptedOff } from '../support/one-byte.ts'

const secret = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy'
const callbackUrl = 'https://www.example.com/webhook_uri'
const now = 1_700_000_000_000
const checkOf = (scheme: Scheme, time = now) =>
  verifier(scheme, { secrets: secret, callbackUrl, clock: () => time })
const body = '{"example_field":"example_value"}'
const reason = (verdict: ReturnType<ReturnType<typeof checkOf>>): string =>
  verdict.ok ? 'ok' : verdict.reason

describe('hubspot', () => {
  it('accepts what its documentation answers', () => {
    // developers.hubspot.com, "Validating requests"
    const v2 = {
      url: '/webhook_uri',
      headers: {
        'x-hubspot-signature': '9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900',
        'x-hubspot-signature-version': 'v2',
      },
      body,
    }
    expect(checkOf(hubspotV2)(v2).ok).toBe(true)
    expect(checkOf(hubspotV2)({ ...v2, method: 'PUT' }).ok).toBe(false)
    expect(checkOf(hubspotV2)({ ...v2, url: '/other' }).ok).toBe(false)
  })

  it('reads no version as another', () => {
    const v2 = sign(hubspotV2, { secret, callbackUrl, body })
    // The same bytes under one hash: method and address moved into the body.
    const moved = { ...v2, body: `POST${callbackUrl}${body}` }
    expect(reason(checkOf(hubspotV1)(moved))).toBe('algorithm_refused')
    const { 'x-hubspot-signature': alone = '' } = v2.headers
    const bare = { ...moved, headers: { 'x-hubspot-signature': alone } }
    expect(reason(checkOf(hubspotV1)(bare))).toBe('algorithm_refused')
  })

  it.each([
    ['v2', hubspotV2],
    ['v3', hubspotV3],
  ])('has no body in the address: %s', (_, scheme) => {
    const given = { secret, callbackUrl, timestamp: now, url: '/hook?a=1' }
    for (const moved of ['{"x":1}', '["x"]', '"x"', '|', '^', '`', ' ', 'é', '\\', '<', '>']) {
      const { headers } = sign(scheme, { ...given, body: moved })
      const right = { headers, url: given.url, body: moved }
      expect(reason(checkOf(scheme)(right))).toBe('ok')
      const other = { headers, url: given.url + moved, body: '' }
      expect(reason(checkOf(scheme)(other))).toBe('content_malformed')
    }
    const url = "/a-b._~/%7B?x=!$&'()*+,;=:@/?%22"
    const all = sign(scheme, { ...given, url, body })
    expect(reason(checkOf(scheme)(all))).toBe('ok')
  })

  it('knows both edges of the time, in milliseconds', () => {
    const delivery = sign(hubspotV3, { secret, callbackUrl, body, timestamp: now })
    expect(checkOf(hubspotV3, now + 300_000)(delivery).ok).toBe(true)
    expect(reason(checkOf(hubspotV3, now + 300_001)(delivery))).toBe('timestamp_too_old')
    // Its library accepts any time to come.
    expect(reason(checkOf(hubspotV3, now - 300_001)(delivery))).toBe('timestamp_too_new')
    const seconds = { ...delivery.headers, 'x-hubspot-request-timestamp': `${now / 1_000}` }
    expect(reason(checkOf(hubspotV3)({ ...delivery, headers: seconds }))).toBe('timestamp_too_old')
  })

  it('decodes of the address what the documentation lists, once', () => {
    const url = '/hook?to=a%40b%3a%2Fc%20%2540&x=%21'
    const signature = Signature.getSignature('POST', 'v3', {
      clientSecret: secret,
      url: 'https://www.example.com/hook?to=a@b:/c%20%2540&x=!',
      requestBody: body,
      timestamp: now,
      signature: '',
    })
    const headers = {
      'x-hubspot-signature-v3': signature,
      'x-hubspot-request-timestamp': `${now}`,
    }
    expect(checkOf(hubspotV3)({ headers, url, body }).ok).toBe(true)
    const ours = sign(hubspotV3, { secret, callbackUrl, url, body, timestamp: now })
    expect(ours).toMatchObject({ headers, url, method: 'POST' })
  })
})

describe('hubspot and its library', () => {
  const versions = [
    ['v1', hubspotV1, 'x-hubspot-signature'],
    ['v2', hubspotV2, 'x-hubspot-signature'],
    ['v3', hubspotV3, 'x-hubspot-signature-v3'],
  ] as const

  it.each(versions)('agree on %s, and no byte can be changed', (version, scheme, header) => {
    const check = checkOf(scheme)
    for (const requestBody of ['', body, '{"name":"Zoë ♥"}']) {
      const delivery = sign(scheme, { secret, callbackUrl, body: requestBody, timestamp: now })
      const theirs = { clientSecret: secret, url: callbackUrl, requestBody, timestamp: now }
      const right = Signature.getSignature('POST', version, { ...theirs, signature: '' })
      expect(delivery.headers[header]).toBe(right)
      expect(check(delivery).ok).toBe(true)
      expect(acceptedOff(check, delivery, Object.keys(delivery.headers))).toBe(0)
    }
  })
})
