import { type Scheme, sign, verifier } from '@sallyport/webhook-auth'
import * as schemes from '@sallyport/webhook-auth/schemes'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const now = 1_700_000_000_000
const callbackUrl = 'https://hooks.example.com/webhook/sender?team=1'
const secrets: Readonly<Record<string, string>> = {
  hex: '0011223344556677889900aabbccddee',
  base64: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  whsec: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
}
const signing = (Object.values(schemes) as unknown[]) // among them may be functions that make schemes
  .filter((one): one is Scheme => typeof one === 'object' && one !== null && 'write' in one)
  .filter(({ mac }) => /^(hmac|keyed|token)/.test(mac))
  // It signs bodies of one form alone; it has tests of its own.
  .filter(({ id }) => id !== 'adyen')

describe('what we sign', () => {
  for (const scheme of signing) {
    const secret = secrets[scheme.secret] ?? 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
    const check = verifier(scheme, { secrets: secret, callbackUrl, clock: () => now })
    const make = (body: string) =>
      sign(scheme, { secret, body, callbackUrl, timestamp: now, deliveryId: 'd-1' })

    it(`for ${scheme.id} is what we accept`, () => {
      fc.assert(
        fc.property(fc.json(), fc.string(), (json, name) => {
          const body = JSON.stringify({ [name]: JSON.parse(json) })
          expect(check(make(body))).toMatchObject({ ok: true, value: { scheme: scheme.id } })
        }),
      )
    })

    if (scheme.covers !== 'body') continue
    it(`for ${scheme.id} no byte can be changed`, () => {
      const { headers, body } = make('{"amount":100}')
      for (let at = 0; at < body.length; at++) {
        const changed = Uint8Array.from(body)
        changed[at] = (changed[at] as number) ^ 1
        expect(check({ headers, body: changed }).ok).toBe(false)
      }
      for (const [name, value] of Object.entries(headers)) {
        if (scheme.deliveryId === 'unsigned' && value === 'd-1') continue
        for (let at = 0; at < value.length; at++) {
          const code = value.charCodeAt(at) === 0x41 ? 'B' : 'A'
          const other = value.slice(0, at) + code + value.slice(at + 1)
          // The case of hex does not change the bytes.
          if (other.toLowerCase() === value.toLowerCase()) continue
          expect(check({ headers: { ...headers, [name]: other }, body }).ok).toBe(false)
        }
      }
    })
  }
})
