import { type Scheme, sign, verifier } from '@sallyport/webhook-auth'
import { auth0, figma, okta, telegram } from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'

const secret = 'Basic YWRtaW46c3VwZXJzZWNyZXQ='
const body = '{"event":1}'

const headers: readonly (readonly [Scheme, string])[] = [
  [auth0, 'Authorization'],
  [okta, 'Authorization'],
  [telegram, 'X-Telegram-Bot-Api-Secret-Token'],
]
const reasonOf = (
  scheme: Scheme,
  header: string,
  value: string | readonly string[] | undefined,
): string => {
  const check = verifier(scheme, { secrets: secret })
  const verdict = check({ headers: value === undefined ? {} : { [header]: value }, body })
  return verdict.ok ? `covers ${verdict.value.covers}` : verdict.reason
}

describe.each(headers)('$id', (scheme, header) => {
  it('is the whole secret in the header, and vouches for nothing else', () => {
    expect(reasonOf(scheme, header, secret)).toBe('covers none')
    expect(reasonOf(scheme, header, undefined)).toBe('signature_missing')
    expect(reasonOf(scheme, header, [secret, secret])).toBe('signature_repeated')
    for (let at = 0; at < secret.length; at++) {
      const changed = String.fromCharCode(secret.charCodeAt(at) ^ 1)
      const other = secret.slice(0, at) + changed + secret.slice(at + 1)
      expect(reasonOf(scheme, header, other)).toBe('signature_wrong')
    }
    for (const other of [secret.slice(6), `${secret} `, ` ${secret}`, secret.toLowerCase()]) {
      expect(reasonOf(scheme, header, other)).toBe('signature_wrong')
    }
  })
})

describe('figma', () => {
  const check = verifier(figma, { secrets: secret })
  const asked = (given: object | string): string => {
    const sent = typeof given === 'string' ? given : JSON.stringify(given)
    const verdict = check({ headers: {}, body: sent })
    return verdict.ok ? `covers ${verdict.value.covers}` : verdict.reason
  }

  it('is the passcode of the body, at its top alone', () => {
    expect(asked({ passcode: secret, event_type: 'PING' })).toBe('covers none')
    expect(asked({ passcode: `${secret}=` })).toBe('signature_wrong')
    expect(asked({ event: { passcode: secret } })).toBe('signature_missing')
    expect(asked({ passcode: [secret] })).toBe('signature_missing')
    expect(asked('passcode')).toBe('signature_missing')
  })

  it('is signed as Figma would send it', () => {
    const delivery = sign(figma, { secret, body: '{"event_type":"PING"}' })
    const sent = Buffer.from(delivery.body).toString()
    expect(JSON.parse(sent)).toEqual({ event_type: 'PING', passcode: secret })
    expect(check(delivery).ok).toBe(true)
  })
})
