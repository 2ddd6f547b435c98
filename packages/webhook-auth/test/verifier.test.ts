import { testRequest } from '@sallyport/core/testing'
import { sign, signedBy, verifier } from '@sallyport/webhook-auth'
import { github, stripe } from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'

const now = 1_700_000_000_000
const clock = (): number => now

describe('verifier', () => {
  it("accepts GitHub's own example", () => {
    // docs.github.com, "Validating webhook deliveries", testing the validation.
    const check = verifier(github, { secrets: "It's a Secret to Everybody" })
    const digest = '757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'
    const headers = { 'X-Hub-Signature-256': `sha256=${digest}`, 'x-github-delivery': 'd1' }
    expect(check({ headers, body: 'Hello, World!' })).toMatchObject({
      ok: true,
      value: { scheme: 'github', keyId: 'default', deliveryId: 'd1', covers: 'body' },
    })
  })

  it('accepts any of several signatures, by any of several secrets, and says by which', () => {
    const secrets = [
      { id: 'new', value: 'whsec_new' },
      { id: 'old', value: 'whsec_old', notAfter: now + 1 },
    ]
    const old = sign(stripe, { secret: 'whsec_old', body: '{}', clock })
    const both = `${old.headers['stripe-signature']},v1=${'0'.repeat(64)}`
    const check = verifier(stripe, { secrets, clock })
    const verdict = check({ headers: { 'stripe-signature': both }, body: '{}' })
    expect(verdict).toMatchObject({ ok: true, value: { keyId: 'old', timestamp: now } })
    const later = verifier(stripe, { secrets, clock: () => now + 1 })
    expect(later({ ...old })).toMatchObject({ ok: false, reason: 'secret_expired', status: 401 })
  })

  it('knows both edges of the window', () => {
    const delivery = sign(stripe, { secret: 's', body: '{}', clock })
    const at = (time: number) => verifier(stripe, { secrets: 's', clock: () => time })(delivery)
    expect(at(now + 300_000).ok).toBe(true)
    expect(at(now + 300_001)).toMatchObject({ reason: 'timestamp_too_old' })
    expect(at(now - 300_000).ok).toBe(true)
    expect(at(now - 300_001)).toMatchObject({ reason: 'timestamp_too_new' })
  })
})

describe('signedBy', () => {
  const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'

  it('proves who sent it', async () => {
    const { headers, body } = sign(stripe, { secret, body: '{"id":1}', clock })
    const guard = signedBy(stripe, { secrets: secret, clock, service: 'payments' })
    const verdict = await guard(testRequest({ method: 'POST', headers, body }), {})
    expect(verdict).toMatchObject({
      ok: true,
      value: { webhook: { service: 'payments', scheme: 'stripe', keyId: 'default' } },
    })
  })

  it('refuses a secret that can be guessed', () => {
    for (const secrets of ['', 'short', 'aaaaaaaaaaaaaaaaaaaaaaaa', 'your-github-webhook-secret']) {
      expect(() => signedBy(github, { secrets })).toThrow(RangeError)
    }
  })
})

it('a header that an object has in two spellings came twice', () => {
  const secrets = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
  const { headers, body } = sign(github, { secret: secrets, body: '{}' })
  const twice = { ...headers, 'X-Hub-Signature-256': headers['x-hub-signature-256'] }
  expect(verifier(github, { secrets })({ headers: twice, body })).toMatchObject({
    reason: 'signature_repeated',
  })
})

it('a letter that no signature has is never the right one, whatever was compared before', () => {
  const check = verifier(github, { secrets: 's' })
  const { headers, body } = sign(github, { secret: 's', body: '{}' })
  const right = headers['x-hub-signature-256'] ?? ''
  const after = (signature: string) => {
    expect(check({ headers, body }).ok).toBe(true)
    return check({ headers: { 'x-hub-signature-256': signature }, body })
  }
  for (let at = 'sha256='.length; at < right.length; at++) {
    const code = right.charCodeAt(at)
    // Of the same low byte, of two and three bytes, and a half of a pair.
    for (const other of [code + 0x100, code + 0x80, code + 0xff00, 0xd800]) {
      const letter = String.fromCharCode(other)
      const one = `${right.slice(0, at)}${letter}${right.slice(at + 1)}`
      expect(after(one)).toMatchObject({ reason: 'signature_malformed' })
      const rest = letter.repeat(right.length - at)
      expect(after(right.slice(0, at) + rest).ok).toBe(false)
    }
  }
})
