import { createHmac } from 'node:crypto'
import { testRequest } from '@sallyport/core/testing'
import {
  type DeclaredScheme,
  type Delivery,
  defineScheme,
  type Scheme,
  sign,
  signedBy,
  verifier,
  webhookAuth,
} from '@sallyport/webhook-auth'
import { github, gitlab, shopify, stripe } from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'
import {
  anyBody,
  callbackUrl,
  checkOf,
  everyWhole,
  now,
  secretOf,
  signed,
} from './support/every-scheme.ts'

// What released verifiers got wrong: scripts/bench/peers/webhook-auth.ts asks them.

const seconds = now / 1_000
const year = 365 * 86_400_000
const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
const every = everyWhole.map((scheme) => [scheme.id, scheme] as const)
const timed = everyWhole.filter(({ toleranceSeconds }) => toleranceSeconds !== null)

const define = (some: Pick<DeclaredScheme, 'signature' | 'signed'> & Partial<DeclaredScheme>) =>
  defineScheme({
    ...{ id: 'x', sender: 'X', mac: 'hmac-sha256', encoding: 'hex', source: 'x' },
    evidence: 'documentation',
    ...some,
  } as DeclaredScheme)
const isIn = (scheme: Scheme, delivery: Delivery, at = now): boolean =>
  verifier(scheme, { secrets: secret, clock: () => at, callbackUrl: 'https://a.example/b' })(
    delivery,
  ).ok

describe.each(every)('%s', (_, scheme) => {
  const check = checkOf(scheme)

  it('1, 2: bytes that are no UTF-8, and a byte order mark, are signed as they are', () => {
    for (const body of [Buffer.from('7b2261223a22ff227d', 'hex'), Buffer.from('\ufeff{"a":1}')]) {
      expect(check(signed(scheme, body)).ok).toBe(true)
      const ofText = signed(scheme, new TextDecoder().decode(body))
      expect(check(ofText).ok).toBe(true)
      expect(check({ ...ofText, body }).ok).toBe(false)
    }
  })

  it('7: nothing in a body is a pattern', () => {
    for (const text of ['$$5', '$&', '$`', "$'", '$1', '{body}', '{timestamp}', '%s']) {
      expect(check(signed(scheme, JSON.stringify({ text }))).ok).toBe(true)
    }
  })

  it('11: a signature of another length is wrong, and no error', () => {
    const { headers, body, ...rest } = signed(scheme, '{}')
    for (const [name, value] of Object.entries(headers)) {
      for (const other of [...value].map((__, length) => value.slice(0, length))) {
        expect(check({ ...rest, headers: { ...headers, [name]: other }, body }).ok).toBe(
          value === 'd-1' && scheme.deliveryId === 'unsigned',
        )
      }
      const long = { ...headers, [name]: `${value}${value.slice(-4)}` }
      if (value !== 'd-1') expect(check({ ...rest, headers: long, body }).ok).toBe(false)
    }
  })

  it('12, 13: headers, bytes and text in every form, and a body of nothing', () => {
    for (const text of ['{"a":1}', 'a=1&b=2', 'hello', '']) {
      const { headers, ...rest } = signed(scheme, text)
      const entries = Object.entries(headers)
      const forms = [
        new Headers({ ...headers }),
        Object.fromEntries(entries.map(([name, value]) => [name, [value]])),
        Object.fromEntries(entries.map(([name, value]) => [name.toUpperCase(), value])),
      ]
      for (const body of [text, Buffer.from(text), new TextEncoder().encode(text)]) {
        for (const form of forms) expect(check({ ...rest, headers: form, body }).ok).toBe(true)
      }
    }
  })

  it('12: a body that was parsed is told from one that is wrong', () => {
    const { headers } = signed(scheme, '{"a":1}')
    const body = { a: 1 } as unknown as string // what a parser leaves
    expect(check({ headers, body })).toMatchObject({ reason: 'body_not_raw', status: 500 })
  })
})

describe('3: time', () => {
  it.each(timed.map((one) => [one.id, one] as const))('of %s has two edges', (_, scheme) => {
    const delivery = signed(scheme, '{"a":1}')
    expect(checkOf(scheme, now + year)(delivery)).toMatchObject({ reason: 'timestamp_too_old' })
    expect(checkOf(scheme, now - year)(delivery)).toMatchObject({ reason: 'timestamp_too_new' })
    for (const toleranceSeconds of [0, -1, Number.NaN, Infinity, 0.5]) {
      expect(() =>
        verifier(scheme, { secrets: secretOf(scheme), callbackUrl, toleranceSeconds }),
      ).toThrow(RangeError)
    }
  })

  it('4: is a whole number, as it was signed', () => {
    const at = (time: string, mac: string): boolean => {
      const digest = createHmac('sha256', secret).update(`${mac}.{}`).digest('hex')
      return isIn(stripe, { headers: { 'stripe-signature': `t=${time},v1=${digest}` }, body: '{}' })
    }
    expect(at(`${seconds}`, `${seconds}`)).toBe(true)
    for (const time of [
      `${seconds}abc`,
      `${seconds}.9`,
      `+${seconds}`,
      `${seconds}e0`,
      `0${seconds}`,
    ]) {
      expect(at(time, `${seconds}`)).toBe(false)
    }
    for (const time of ['1e10', 'NaN', 'Infinity', '-1', '0x6553f100', `${now}`, '', '１７']) {
      expect(at(time, time)).toBe(false)
    }
  })
})

describe('5, 6: secrets', () => {
  it('are never empty', () => {
    for (const secrets of ['', 'whsec_', []]) {
      expect(() => verifier(gitlab, { secrets })).toThrow(RangeError)
      if (secrets !== 'whsec_') expect(() => verifier(github, { secrets })).toThrow(RangeError)
      expect(() => signedBy(github, { secrets })).toThrow(RangeError)
    }
  })

  it('of a sender that nobody knows are nobody else’s', async () => {
    const services = { github: { scheme: github } }
    const { guard } = webhookAuth({ services, settings: { webhook_secrets: { github: secret } } })
    const { headers, body } = sign(github, { secret, body: '{}' })
    for (const service of ['no-such', '__proto__', 'unknown', 'GitHub', '']) {
      const request = testRequest({ method: 'POST', params: { service }, headers, body })
      expect(await guard(request, {})).toMatchObject({ ok: false, reason: 'service_unknown' })
    }
  })
})

describe('8, 9: a scheme', () => {
  const mac = (name: string, text: string, encoding: 'hex' | 'base64url'): string =>
    createHmac(name, secret).update(text).digest(encoding)

  it('has the algorithm of its sender: Vercel signs with SHA-1', () => {
    const vercel = define({
      mac: 'hmac-sha1',
      signature: { header: 'x-vercel-signature' },
      signed: '{body}',
    })
    const of = (name: string) => ({ 'x-vercel-signature': mac(name, '{}', 'hex') })
    expect(isIn(vercel, { headers: of('sha1'), body: '{}' })).toBe(true)
    expect(isIn(vercel, { headers: of('sha256'), body: '{}' })).toBe(false)
  })

  it('has the alphabet and the unit of its sender: Sanity’s base64url and milliseconds', () => {
    const list = { header: 'sanity-webhook-signature', separator: ',' } as const
    const sanity = define({
      encoding: 'base64url',
      signature: { ...list, prefix: 'v1=' },
      timestamp: { ...list, prefix: 't=', unit: 'ms' },
      signed: '{timestamp}.{body}',
    })
    // Whose signature has letters that only one of the alphabets has.
    const body = [...Array(99).keys()]
      .map((n) => `{"n":${n}}`)
      .find((one) => /[-_]/.test(mac('sha256', `${now}.${one}`, 'base64url'))) as string
    const right = mac('sha256', `${now}.${body}`, 'base64url')
    const delivery = (v1: string) => ({
      headers: { 'sanity-webhook-signature': `t=${now},v1=${v1}` },
      body,
    })
    expect(isIn(sanity, delivery(right))).toBe(true)
    expect(isIn(sanity, delivery(Buffer.from(right, 'base64url').toString('base64')))).toBe(false)
    expect(isIn(sanity, delivery(right), now + 300_001)).toBe(false)
  })

  it('takes any of several signatures, wherever it stands: Stripe’s and Paddle’s', () => {
    const list = { header: 'paddle-signature', separator: ';' } as const
    const paddle = define({
      signature: { ...list, prefix: 'h1=' },
      timestamp: { ...list, prefix: 'ts=', unit: 's' },
      signed: '{timestamp}:{body}',
    })
    const bad = '0'.repeat(64)
    const h1 = mac('sha256', `${seconds}:{}`, 'hex')
    const v1 = mac('sha256', `${seconds}.{}`, 'hex')
    for (const [a, b, isRight] of [
      [h1, bad, true],
      [bad, h1, true],
      [bad, bad, false],
    ] as const) {
      const headers = { 'paddle-signature': `ts=${seconds};h1=${a};h1=${b}` }
      expect(isIn(paddle, { headers, body: '{}' })).toBe(isRight)
    }
    for (const all of [`v1=${v1},v1=${bad}`, `v1=${bad},v1=${v1}`, `v0=${bad},v1=${v1}`]) {
      const headers = { 'stripe-signature': `t=${seconds},${all}` }
      expect(isIn(stripe, { headers, body: '{}' })).toBe(true)
    }
    const headers = { 'paddle-signature': `ts=${seconds};h1=${h1}` }
    expect(isIn(paddle, { headers, body: '{}' }, now - year)).toBe(false)
  })

  it('10: knows the future in milliseconds as well: HubSpot’s v3', () => {
    const hubspot = define({
      encoding: 'base64',
      signature: { header: 'x-hubspot-signature-v3' },
      timestamp: { header: 'x-hubspot-request-timestamp', unit: 'ms' },
      signed: '{method}{url}{body}{timestamp}',
    })
    const callbackUrl = 'https://a.example/b'
    const delivery = sign(hubspot, { secret, body: '{}', callbackUrl, timestamp: now })
    const came = { ...delivery, method: 'POST', url: '/b' }
    expect(isIn(hubspot, came)).toBe(true)
    expect(isIn(hubspot, { ...came, method: 'PUT' })).toBe(false)
    expect(isIn(hubspot, came, now - year)).toBe(false)
    expect(isIn(hubspot, came, now + year)).toBe(false)
  })
})

it('11: no letter of a signature is passed over', () => {
  const body = [...Array(999).keys()]
    .map((n) => `{"n":${n}}`)
    .find((one) => signed(shopify, one).headers['x-shopify-hmac-sha256']?.includes('/')) as string
  const { headers } = signed(shopify, body)
  const value = headers['x-shopify-hmac-sha256'] as string
  const check = checkOf(shopify)
  expect(check({ headers, body }).ok).toBe(true)
  const odd = [value.replaceAll('/', ''), value.replace('=', ''), ` ${value}`, `${value}\n`]
  const url = Buffer.from(value, 'base64').toString('base64url')
  for (const other of [...odd, url, `${value.slice(0, 9)}\n${value.slice(9)}`]) {
    expect(check({ headers: { 'x-shopify-hmac-sha256': other }, body }).ok).toBe(false)
  }
})

it('13: hex is hex in either case', () => {
  for (const scheme of everyWhole.filter(({ encoding }) => encoding === 'hex')) {
    const delivery = signed(scheme, anyBody)
    const { headers } = delivery
    const upper = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        value.replace(/[0-9a-f]{40,}/g, (hex) => hex.toUpperCase()),
      ]),
    )
    expect(upper).not.toEqual(headers)
    expect(checkOf(scheme)({ ...delivery, headers: upper }).ok).toBe(true)
  }
})
