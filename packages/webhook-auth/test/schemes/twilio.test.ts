import { sign, verifier } from '@sallyport/webhook-auth'
import { twilio } from '@sallyport/webhook-auth/schemes'
import fc from 'fast-check'
import library from 'twilio'
import { describe, expect, it } from 'vitest'
import { acceptedOff } from '../support/one-byte.ts'

const secret = '12345'
const callbackUrl = 'https://mycompany.com/myapp.php?foo=1&bar=2'
const url = '/myapp.php?foo=1&bar=2'
const body =
  'CallSid=CA1234567890ABCDE&Digits=1234&From=%2B14158675309&To=%2B18005551212&Caller=%2B14158675309'
const check = verifier(twilio, { secrets: secret, callbackUrl })
const signedAs = (signature: string) => ({ 'x-twilio-signature': signature })
const reason = (verdict: ReturnType<typeof check>): string => (verdict.ok ? 'ok' : verdict.reason)

describe('twilio', () => {
  it('accepts the answers of its library', () => {
    // twilio-python, tests/unit/test_request_validator.py
    const right = { headers: signedAs('RSOYDt4T1cUTdK1PDd93/VVr8B8='), url, body }
    expect(check(right).ok).toBe(true)
    expect(check({ ...right, body: body.replace('1234&', '9999&') }).ok).toBe(false)
    const twice = 'Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234'
    expect(check({ headers: signedAs('IK+Dwps556ElfBT0I3Rgjkr1wJU='), url, body: twice }).ok).toBe(
      true,
    )
    const digest = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620'
    const json = {
      headers: signedAs('a9nBmqA0ju/hNViExpshrM61xv4='),
      url: `${url}&bodySHA256=${digest}`,
      body: '{"property": "value", "boolean": true}',
    }
    expect(check(json).ok).toBe(true)
    expect(reason(check({ ...json, body: `${json.body} ` }))).toBe('content_digest_wrong')
    expect(reason(check({ ...json, url: `${json.url}&bodySHA256=${digest}` }))).toBe(
      'content_malformed',
    )
  })

  it('signs forms and other bodies, so that no byte can be changed', () => {
    for (const payload of [body, '{"property":"value"}', '']) {
      const delivery = sign(twilio, { secret, callbackUrl, body: payload })
      expect(check(delivery).ok).toBe(true)
      expect(acceptedOff(check, delivery, ['x-twilio-signature'])).toBe(0)
      expect(check({ ...delivery, url: `${delivery.url}x` }).ok).toBe(false)
    }
  })

  it('refuses letters in place of bytes that are none, and what a parser leaves out', () => {
    const { headers } = sign(twilio, { secret, callbackUrl, body: 'a=%EF%BF%BD' })
    for (const other of ['a=%FF', 'a=%', Buffer.from([0x61, 0x3d, 0xff])]) {
      expect(reason(check({ headers, url, body: other }))).toBe('content_malformed')
    }
    for (const other of [`${url}#x`, `${url}\n`, `/${url}`, `https://other.example${url}`]) {
      expect(reason(check({ headers, url: other, body: 'a=%EF%BF%BD' }))).toBe('content_malformed')
    }
  })

  it('reads no more parameters than a sender has', () => {
    const many = 'a=1&'.repeat(1_000)
    expect(reason(check({ headers: signedAs('AAAA'), url, body: many }))).toBe('content_malformed')
  })

  it('has one fingerprint for all that one signature is right for', () => {
    const one = sign(twilio, { secret, callbackUrl, body: 'ab=c' })
    const print = (form: string) => {
      const verdict = check({ ...one, body: form })
      return verdict.ok && verdict.value.fingerprint()
    }
    expect(print('ab=c')).toMatch(/^[\w-]{43}$/)
    expect(print('a=bc')).toBe(print('ab=c'))
  })
})

const word = fc.string({ unit: fc.constantFrom(...'abAB01 \'&=+%é"<>()*!~.-_'), maxLength: 6 })
const fields = fc.array(fc.tuple(word, word), { maxLength: 6 })
const port = fc.constantFrom('', ':443', ':80', ':8443')

describe('twilio and its library', () => {
  it('agree on forms', () => {
    fc.assert(
      fc.property(fields, fields, port, port, (query, form, theirs, ours) => {
        const target = `/hook?${new URLSearchParams(query)}`
        const names = [...new Set(form.map(([name]) => name))]
        const params = Object.fromEntries(
          names.map((name) => [name, form.filter((one) => one[0] === name).map((one) => one[1])]),
        )
        const signature = library.getExpectedTwilioSignature(
          secret,
          `https://h.example${theirs}${target}`,
          params,
        )
        const called = `https://h.example${ours}/hook`
        const expected = library.validateRequest(
          secret,
          signature,
          `https://h.example${ours}${target}`,
          params,
        )
        const verdict = verifier(twilio, { secrets: secret, callbackUrl: called })({
          headers: signedAs(signature),
          url: target,
          body: `${new URLSearchParams(form)}`,
        })
        expect(verdict.ok).toBe(expected)
      }),
      { numRuns: 2_000 },
    )
  })

  it('agree on quotes in addresses, and on what we sign', () => {
    for (const [signed, called] of [
      ["?a=b'c", '?a=b%27c'],
      ['?a=b%27c', "?a=b'c"],
    ] as const) {
      const signature = library.getExpectedTwilioSignature(
        secret,
        `https://h.example/${signed}`,
        {},
      )
      const options = { secrets: secret, callbackUrl: 'https://h.example/' }
      const verdict = verifier(
        twilio,
        options,
      )({
        headers: signedAs(signature),
        url: `/${called}`,
        body: '',
      })
      expect(verdict.ok).toBe(true)
    }
    const json = sign(twilio, { secret, callbackUrl, body: '{"é":1}' })
    const address = `https://mycompany.com${json.url}`
    const signature = json.headers['x-twilio-signature'] ?? ''
    expect(library.validateRequestWithBody(secret, signature, address, '{"é":1}')).toBe(true)
  })
})
