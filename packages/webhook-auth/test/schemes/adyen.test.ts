import { createRequire } from 'node:module'
import { sign, verifier } from '@sallyport/webhook-auth'
import { adyen } from '@sallyport/webhook-auth/schemes'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oneByteOff } from '../support/one-byte.ts'

// Its types describe a default export that its code does not have.
const { hmacValidator } = createRequire(import.meta.url)('@adyen/api-library') as {
  hmacValidator: new () => { calculateHmac(item: object, key: string): string }
}

const secret = 'DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00'
const check = verifier(adyen, { secrets: secret })
const item = {
  pspReference: 'pspReference',
  originalReference: 'originalReference',
  merchantAccountCode: 'merchantAccount',
  merchantReference: 'reference',
  amount: { currency: 'EUR', value: 1000 },
  eventCode: 'EVENT',
  success: 'true',
}
const bodyOf = (...items: readonly object[]): string =>
  JSON.stringify({
    live: 'false',
    notificationItems: items.map((one) => ({ NotificationRequestItem: one })),
  })
const withMac = (one: object, hmacSignature: string) => ({
  ...one,
  additionalData: { hmacSignature },
})
const asked = (body: string) => check({ headers: {}, body })
// adyen-node-api-library, src/__tests__/hmacValidator.spec.ts
const published = 'ipnxGCaUZ4l8TUW75a71/ghd2Fe5ffvX0pV4TLTntIc='

describe('adyen', () => {
  it('accepts the answer of its library', () => {
    expect(asked(bodyOf(withMac(item, published)))).toMatchObject({
      ok: true,
      value: { covers: 'fields', deliveryId: 'EVENT:pspReference', deliveryIdSigned: true },
    })
    for (const change of [{ pspReference: 'x' }, { success: 'false' }, { amount: {} }]) {
      expect(asked(bodyOf(withMac({ ...item, ...change }, published)))).toMatchObject({
        reason: 'signature_wrong',
      })
    }
  })

  it('signs what it reads, and no byte of that can be changed', () => {
    const delivery = sign(adyen, { secret, body: bodyOf(item) })
    expect(check(delivery).ok).toBe(true)
    // Not signed is what stands before the notification.
    const start = delivery.body.indexOf(Buffer.from('[')[0] ?? 0)
    const signed = [...oneByteOff(delivery, [])].slice(start)
    expect(signed.filter((one) => check(one).ok)).toEqual([])
    expect(() => sign(adyen, { secret, body: bodyOf(item, item) })).toThrow(TypeError)
  })

  it('refuses several notifications in one body, and fields that could be cut elsewhere', () => {
    const right = withMac(item, published)
    for (const body of [
      bodyOf(right, right),
      bodyOf(right, { eventCode: 'AUTHORISATION' }),
      bodyOf(withMac({ ...item, pspReference: 'pspReference:originalReference' }, published)),
      bodyOf(withMac({ ...item, amount: { currency: 'EUR', value: '1000' } }, published)),
      bodyOf(withMac({ ...item, eventCode: {} }, published)),
    ]) {
      expect(asked(body)).toMatchObject({ reason: 'content_malformed' })
    }
    expect(asked('null')).toMatchObject({ reason: 'signature_missing' })
    expect(asked(bodyOf())).toMatchObject({ reason: 'signature_missing' })
    // 44 letters and 33 bytes: the lengths of text and of signature are two things.
    expect(asked(bodyOf(withMac(item, 'A'.repeat(44))))).toMatchObject({
      reason: 'signature_wrong',
    })
  })

  it('accepts what its library signs', () => {
    const text = fc.string({ unit: fc.constantFrom(...'abé-\\"0 '), maxLength: 8 })
    fc.assert(
      fc.property(text, text, fc.integer(), fc.boolean(), (psp, own, value, refund) => {
        const one = {
          ...item,
          pspReference: psp,
          merchantReference: `${own}:1`,
          amount: { currency: 'EUR', value },
          ...(refund && { originalReference: undefined }),
        }
        const mac = new hmacValidator().calculateHmac(one, secret)
        expect(asked(bodyOf(withMac(one, mac))).ok).toBe(true)
      }),
    )
  })
})
