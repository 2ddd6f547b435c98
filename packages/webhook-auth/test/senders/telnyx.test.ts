import { generateKeyPairSync, sign as signWith } from 'node:crypto'
import { verifier } from '@sallyport/webhook-auth'
import { telnyx } from '@sallyport/webhook-auth/schemes'
import Telnyx from 'telnyx'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { acceptedOff } from '../support/one-byte.ts'

const now = 1_700_000_000_000
const { publicKey, privateKey } = generateKeyPairSync('ed25519')
const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
const check = verifier(telnyx, { secrets: raw.toString('base64'), clock: () => now })
const { webhooks } = new Telnyx('none')

function sent(body: string, time = `${now / 1_000}`) {
  const signature = signWith(null, Buffer.from(`${time}|${body}`), privateKey).toString('base64')
  const headers = { 'telnyx-signature-ed25519': signature, 'telnyx-timestamp': time }
  return { headers, body: Buffer.from(body) }
}

/** What its library says. */
function accepts({ headers, body }: ReturnType<typeof sent>, key: Uint8Array = raw): boolean {
  const signature = Buffer.from(headers['telnyx-signature-ed25519'], 'base64')
  try {
    webhooks.constructEvent(body.toString(), signature, headers['telnyx-timestamp'], key)
    return true
  } catch {
    return false
  }
}

describe('telnyx and its library', () => {
  beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now }))
  afterAll(() => void vi.useRealTimers())

  it('accept the same delivery, and no byte of it can be changed', () => {
    const delivery = sent('{"data":{"text":"Zoë"}}')
    expect(accepts(delivery)).toBe(true)
    expect(check(delivery).ok).toBe(true)
    expect(acceptedOff(check, delivery, Object.keys(delivery.headers))).toBe(0)
    for (let at = 0; at < delivery.body.length; at++) {
      const body = Buffer.from(delivery.body)
      body[at] = (body[at] as number) ^ 1
      expect(accepts({ ...delivery, body })).toBe(false)
    }
  })

  it('refuse another key, and a time that has passed', () => {
    const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? ''
    const key = Buffer.from(other, 'base64url')
    const delivery = sent('{}')
    expect(accepts(delivery, key)).toBe(false)
    const secrets = key.toString('base64')
    expect(verifier(telnyx, { secrets, clock: () => now })(delivery)).toMatchObject({
      reason: 'signature_wrong',
    })
    const late = sent('{}', `${now / 1_000 - 301}`)
    expect(accepts(late)).toBe(false)
    expect(check(late)).toMatchObject({ reason: 'timestamp_too_old' })
  })
})
