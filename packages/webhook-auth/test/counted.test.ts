import { generateKeyPairSync, sign as signWith } from 'node:crypto'
import { sign, verifier } from '@sallyport/webhook-auth'
import {
  gitlab,
  httpMessageSignature,
  standardWebhooksV1a,
  stripe,
} from '@sallyport/webhook-auth/schemes'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { calls, reset } from './support/counted-crypto.ts'

vi.mock('node:crypto', async (original) => {
  const { counted } = await import('./support/counted-crypto.ts')
  return counted(await original())
})

const now = 1_700_000_000_000
const zero = '0'.repeat(64)
const secretsOf = (k: number) =>
  Array.from({ length: k }, (_, i) => ({ id: `s${i}`, value: `whsec_number_${i}_of_several` }))
const headersOf = (signatures: readonly string[]) => ({
  'stripe-signature': `t=${now / 1_000},${signatures.map((one) => `v1=${one}`).join()}`,
})
const checkOf = (k: number) => verifier(stripe, { secrets: secretsOf(k), clock: () => now })
const rightOf = (i: number): string => {
  const secret = `whsec_number_${i}_of_several`
  const { headers } = sign(stripe, { secret, body: '{}', timestamp: now })
  return headers['stripe-signature']?.split('v1=')[1] as string
}

beforeEach(reset)

describe('k secrets and m signatures', () => {
  for (const k of [1, 2, 8]) {
    for (const m of [1, 2, 16]) {
      it(`cost ${k} computations for ${k} and ${m}`, () => {
        const check = checkOf(k)
        const wrong = Array<string>(m).fill(zero)
        reset()
        expect(check({ headers: headersOf(wrong), body: '{}' }).ok).toBe(false)
        expect(calls).toMatchObject({ macs: k, comparisons: k * m })
        const right = headersOf([...wrong.slice(1), rightOf(k - 1)])
        reset()
        expect(check({ headers: right, body: '{}' })).toMatchObject({
          value: { keyId: `s${k - 1}` },
        })
        expect(calls).toMatchObject({ macs: k, comparisons: k * m })
      })
    }
  }

  it('cost one where the first is right', () => {
    const check = checkOf(8)
    const headers = headersOf([rightOf(0)])
    reset()
    expect(check({ headers, body: '{}' }).ok).toBe(true)
    expect(calls.macs).toBe(1)
  })

  it('are at most eight and sixteen', () => {
    expect(() => checkOf(9)).toThrow(RangeError)
    const right = rightOf(0)
    const fifteen = Array<string>(15).fill(zero)
    expect(checkOf(1)({ headers: headersOf([...fifteen, right]), body: '{}' }).ok).toBe(true)
    reset()
    const headers = headersOf([...fifteen, zero, right])
    expect(checkOf(1)({ headers, body: '{}' })).toMatchObject({ reason: 'too_many_signatures' })
  })
})

describe('a flood of signatures', () => {
  const right = rightOf(0)
  const list = (entry: string, count: number): string => Array<string>(count).fill(entry).join(',')
  const floods: Readonly<Record<string, string>> = {
    '10,000 signatures': `t=${now / 1_000},v1=${right},${list(`v1=${zero}`, 10_000)}`,
    '10,000 others': `t=${now / 1_000},v1=${right},${list('v0=1', 10_000)}`,
    '1 MiB of commas': `t=${now / 1_000},v1=${right}${','.repeat(1 << 20)}`,
    'one of 1 MiB': `t=${now / 1_000},v1=${right},v1=${'0'.repeat(1 << 20)}`,
    '1 MiB of spaces': `t=${now / 1_000},v1=${right}${' '.repeat(1 << 20)}`,
  }
  it.each(Object.entries(floods))('is not looked through: %s', (_, header) => {
    const check = checkOf(8)
    reset()
    const verdict = check({ headers: { 'stripe-signature': header }, body: '{}' })
    expect(verdict).toMatchObject({
      reason: expect.stringMatching(/^(too_many_signatures|signature_malformed)$/),
    })
    expect(calls).toMatchObject({ macs: 0, comparisons: 0 })
  })

  it('is not looked through for its time or its id either', () => {
    const secrets = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    const check = verifier(gitlab, { secrets, clock: () => now })
    const { headers, body } = sign(gitlab, { secret: secrets, body: '{}', timestamp: now })
    for (const name of ['webhook-id', 'webhook-timestamp']) {
      reset()
      const long = { ...headers, [name]: '1'.repeat(1 << 20) }
      expect(check({ headers: long, body }).ok).toBe(false)
      expect(calls.macs).toBe(0)
    }
  })
})

const pairs = Array.from({ length: 8 }, () => generateKeyPairSync('ed25519'))
const rawOf = ({ publicKey }: (typeof pairs)[number]): string =>
  Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64')
const publicKeys = pairs.map((pair, i) => ({ id: `k${i}`, value: `whpk_${rawOf(pair)}` }))

describe('public keys and signatures', () => {
  const time = now / 1_000
  const by = (i: number): string =>
    signWith(null, Buffer.from(`d.${time}.{}`), pairs[i]?.privateKey as never).toString('base64')
  const wrong = Buffer.alloc(64, 1).toString('base64')
  const ask = (keys: number, signatures: readonly string[]) => {
    const check = verifier(standardWebhooksV1a, {
      secrets: publicKeys.slice(0, keys),
      clock: () => now,
    })
    const headers = {
      'webhook-id': 'd',
      'webhook-timestamp': `${time}`,
      'webhook-signature': signatures.map((one) => `v1a,${one}`).join(' '),
    }
    reset()
    return check({ headers, body: '{}' })
  }

  it.each([
    [1, 16],
    [2, 8],
    [8, 2],
  ])('cost as many verifications as %i times %i', (k, m) => {
    const others = Array<string>(m - 1).fill(wrong)
    expect(ask(k, [...others, wrong])).toMatchObject({ reason: 'signature_wrong' })
    expect(calls.verifications).toBe(16)
    expect(ask(k, [...others, by(k - 1)])).toMatchObject({ value: { keyId: `k${k - 1}` } })
    expect(calls.verifications).toBe(16)
  })

  it.each([
    [2, 9],
    [8, 3],
    [8, 16],
  ])('are never more than 16: %i and %i', (k, m) => {
    const all = Array<string>(m).fill(wrong)
    expect(ask(k, all)).toMatchObject({ reason: 'too_many_signatures' })
    expect(calls.verifications).toBeLessThanOrEqual(16)
  })

  it('count those of every reading', () => {
    const scheme = httpMessageSignature({
      ...{ algorithm: 'ed25519', components: ['@method'], covers: 'fields', secret: 'whpk' },
      toleranceSeconds: null,
    })
    const check = verifier(scheme, { secrets: publicKeys, callbackUrl: 'https://a.example/' })
    const labels = Array.from({ length: 16 }, (_, i) => `s${i}`)
    const headers = {
      'signature-input': labels.map((one) => `${one}=("@method")`).join(),
      signature: labels.map((one) => `${one}=:${wrong}:`).join(),
    }
    reset()
    expect(check({ headers, body: '' })).toMatchObject({ reason: 'too_many_signatures' })
    expect(calls.verifications).toBe(16)
  })
})

it('what is too old costs no computation', () => {
  const check = verifier(stripe, { secrets: secretsOf(8), clock: () => now + 300_001 })
  const headers = headersOf([rightOf(0)])
  reset()
  expect(check({ headers, body: '{}' })).toMatchObject({ reason: 'timestamp_too_old' })
  expect(calls.macs).toBe(0)
})
