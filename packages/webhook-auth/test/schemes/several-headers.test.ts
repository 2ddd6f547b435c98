import { createHmac } from 'node:crypto'
import { type Scheme, sign, verifier } from '@sallyport/webhook-auth'
import { attio, box, docusign, fourthwall, mollie } from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'

const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
const body = '{"event":"completed"}'
const macOf = (scheme: Scheme, key: string): string =>
  createHmac('sha256', key)
    .update(body)
    .digest(scheme.encoding as 'hex' | 'base64')

type Headers = Readonly<Record<string, string | readonly string[]>>
const asked = (scheme: Scheme, headers: Headers): string => {
  const verdict = verifier(scheme, { secrets: secret })({ headers, body })
  return verdict.ok ? 'ok' : verdict.reason
}

const each: readonly (readonly [Scheme, string, string])[] = [
  [attio, 'attio-signature', 'x-attio-signature'],
  [docusign, 'x-docusign-signature-1', 'x-docusign-signature-16'],
  [fourthwall, 'x-fourthwall-hmac-sha256', 'x-fourthwall-hmac-apps-sha256'],
]

describe.each(each)('$id', (scheme, first, last) => {
  const right = macOf(scheme, secret)
  const wrong = macOf(scheme, 'another secret of somebody else.')

  it('may be right in any of its headers', () => {
    expect(asked(scheme, { [first]: right })).toBe('ok')
    expect(asked(scheme, { [last]: right })).toBe('ok')
    expect(asked(scheme, { [first]: wrong, [last]: right })).toBe('ok')
    expect(asked(scheme, { [first]: right, [last]: wrong })).toBe('ok')
  })

  it('is wrong in all of them, in another, or in none', () => {
    expect(asked(scheme, { [first]: wrong, [last]: wrong })).toBe('signature_wrong')
    expect(asked(scheme, { [`${first}7`]: right })).toBe('signature_missing')
    expect(asked(scheme, {})).toBe('signature_missing')
    expect(asked(scheme, { [first]: '', [last]: '' })).toBe('signature_missing')
    expect(asked(scheme, { [first]: Array.from({ length: 17 }, () => right) })).toBe(
      'too_many_signatures',
    )
  })
})

describe('mollie', () => {
  const right = `sha256=${macOf(mollie, secret)}`
  const wrong = `sha256=${macOf(mollie, 'another secret of somebody else.')}`

  it('sends its header for the old secret and for the new one', () => {
    expect(asked(mollie, { 'x-mollie-signature': [wrong, right] })).toBe('ok')
    expect(asked(mollie, { 'x-mollie-signature': `${right}, ${wrong}` })).toBe('ok')
    expect(asked(mollie, { 'x-mollie-signature': [wrong, wrong] })).toBe('signature_wrong')
    expect(asked(mollie, { 'x-mollie-signature': right.slice(7) })).toBe('signature_missing')
  })
})

describe('box', () => {
  const [first, second] = ['box-signature-primary', 'box-signature-secondary']
  const { headers } = sign(box, { secret, body })
  const { [first]: right = '', ...others } = headers
  const wrong = macOf(box, 'another secret of somebody else.')

  it('may have a primary key, a secondary one, or both', () => {
    expect(asked(box, headers)).toBe('ok')
    expect(asked(box, { ...others, [second]: right })).toBe('ok')
    expect(asked(box, { ...headers, [second]: wrong })).toBe('ok')
    expect(asked(box, { ...others, [first]: wrong, [second]: right })).toBe('ok')
  })

  it('is wrong in both, missing without either, and refused where one came twice', () => {
    expect(asked(box, { ...others, [first]: wrong, [second]: wrong })).toBe('signature_wrong')
    expect(asked(box, others)).toBe('signature_missing')
    expect(asked(box, { ...headers, [second]: [right, right] })).toBe('signature_repeated')
    expect(asked(box, { ...others, [first]: [right, right] })).toBe('signature_repeated')
  })
})
