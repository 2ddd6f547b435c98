import { testRequest } from '@sallyport/core/testing'
import { type Scheme, sharedSecret, signedBy, verifier } from '@sallyport/webhook-auth'
import { describe, expect, it } from 'vitest'
import { anyBody, everySigning, everyWhole, now, secretOf, signed } from './support/every-scheme.ts'

const callbackUrl = 'https://hooks.example.com/webhook/sender?team=1'
const hour = 3_600_000
/** One secret, in force for an hour from `now`. */
const forAnHour = (scheme: Scheme) => [
  { id: 'hour', value: secretOf(scheme), notBefore: now, notAfter: now + hour },
]

describe.each(everySigning.map((one) => [one.id, one] as const))('%s', (_, scheme) => {
  it('knows both ends of a secret, and says which it was', () => {
    const at = (time: number) => {
      const options = { secrets: forAnHour(scheme), callbackUrl, clock: () => time }
      return verifier(scheme, options)(signed(scheme, anyBody, time))
    }
    expect(at(now - 1)).toMatchObject({ reason: 'secret_not_yet_valid', status: 401 })
    expect(at(now)).toMatchObject({ ok: true, value: { keyId: 'hour' } })
    expect(at(now + hour - 1)).toMatchObject({ ok: true, value: { keyId: 'hour' } })
    expect(at(now + hour)).toMatchObject({ reason: 'secret_expired', status: 401 })
  })

  it('looks the same from outside, whatever was wrong', () => {
    const delivery = signed(scheme, anyBody)
    const shown = [now - 1, now + hour].map((time) => {
      const options = { secrets: forAnHour(scheme), callbackUrl, clock: () => time }
      return verifier(scheme, options)(delivery)
    })
    const wrong = verifier(scheme, { secrets: forAnHour(scheme), callbackUrl, clock: () => now })({
      headers: {},
      body: '',
    })
    for (const one of [...shown, wrong]) {
      expect(one).toMatchObject({ ok: false, status: 401, shown: 'webhook_refused' })
    }
  })
})

describe.each(
  everyWhole
    .filter(({ toleranceSeconds }) => toleranceSeconds !== null)
    .map((one) => [one.id, one] as const),
)('the window of %s', (_, scheme) => {
  it('has two edges, each to the millisecond, and says until when it is open', () => {
    const usual = (scheme.toleranceSeconds as number) * 1_000
    const delivery = signed(scheme, anyBody)
    for (const [given, width] of [
      [undefined, usual],
      [1, 1_000],
      [86_400, 86_400_000],
    ] as const) {
      const at = (time: number) => {
        const some = { secrets: secretOf(scheme), callbackUrl, clock: () => time }
        const options = given === undefined ? some : { ...some, toleranceSeconds: given }
        return verifier(scheme, options)(delivery)
      }
      expect(at(now - width - 1)).toMatchObject({ reason: 'timestamp_too_new' })
      for (const time of [now - width, now, now + width]) {
        expect(at(time)).toMatchObject({ ok: true, value: { acceptedUntil: now + width } })
      }
      expect(at(now + width + 1)).toMatchObject({ reason: 'timestamp_too_old' })
    }
  })
})

describe('the clock', () => {
  it('is read once for each decision', () => {
    for (const scheme of everySigning) {
      let asked = 0
      const clock = () => {
        asked++
        return now
      }
      const options = { secrets: secretOf(scheme), callbackUrl, clock }
      verifier(scheme, options)(signed(scheme, anyBody))
      expect(asked).toBe(1)
    }
  })
})

describe('the secret that it was', () => {
  const [old, fresh] = ['d9f1c2a7b4e84c0f9a3b5d6e7f801234', '7c1e5a90d2b34f6889ab0c1d2e3f4a5b']

  it('is in the proof of a shared one as well', async () => {
    const secrets = [
      { id: 'fresh', value: fresh },
      { id: 'old', value: old, notAfter: now + hour },
    ]
    const ask = (text: string, time: number) => {
      const guard = sharedSecret({ secrets, clock: () => time })
      return guard(testRequest({ headers: { 'x-webhook-secret': text } }), {})
    }
    expect(await ask(old, now)).toMatchObject({ value: { sharedSecret: { keyId: 'old' } } })
    expect(await ask(fresh, now)).toMatchObject({ value: { sharedSecret: { keyId: 'fresh' } } })
    expect(await ask(old, now + hour)).toMatchObject({ reason: 'secret_expired' })
    expect(await ask(`${old} `, now)).toMatchObject({ reason: 'signature_wrong' })
  })

  it('has an id of its own, and ends after it begins', () => {
    const [scheme] = everyWhole as [Scheme]
    const value = secretOf(scheme)
    for (const secrets of [
      [],
      [{ id: '', value }],
      [{ id: 'a b', value }],
      [
        { id: 'a', value },
        { id: 'a', value },
      ],
      [{ id: 'a', value, notBefore: 2, notAfter: 2 }],
      [{ id: 'a', value, notAfter: Number.NaN }],
    ]) {
      expect(() => verifier(scheme, { secrets, callbackUrl })).toThrow(RangeError)
      expect(() => signedBy(scheme, { secrets, callbackUrl })).toThrow(RangeError)
    }
  })
})
