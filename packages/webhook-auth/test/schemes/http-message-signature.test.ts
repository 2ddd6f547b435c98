import { createHmac } from 'node:crypto'
import { sign, verifier } from '@sallyport/webhook-auth'
import {
  type HttpMessageSignatureOptions,
  httpMessageSignature,
} from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'
import { acceptedOff } from '../support/one-byte.ts'

const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
const callbackUrl = 'https://API.example:443/hooks/acme?to=1'
const now = 1_700_000_000_000
const created = now / 1_000
const digest = 'sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:'
const url = '/hooks/acme?to=1&a=b%20c&x=1&x=2'
const lines: Readonly<Record<string, string>> = {
  '"@method"': 'POST',
  '"@target-uri"': `https://api.example${url}`,
  '"@authority"': 'api.example',
  '"@scheme"': 'https',
  '"@request-target"': url,
  '"@path"': '/hooks/acme',
  '"@query"': '?to=1&a=b%20c&x=1&x=2',
  '"@query-param";name="to"': '1',
  '"@query-param";name="a"': 'b%20c',
  '"content-digest"': digest,
  date: 'Tue',
}

/** A delivery signed by the book, over whatever is asked for. */
function signed(components: readonly string[], parameters: string, more: object = {}) {
  const input = `(${components.join(' ')})${parameters}`
  const base = [
    ...components.map((one) => `${one}: ${lines[one]}`),
    `"@signature-params": ${input}`,
  ]
  const mac = createHmac('sha256', secret).update(base.join('\n')).digest('base64')
  const headers = {
    'content-digest': digest,
    'signature-input': `sig=${input}`,
    signature: `sig=:${mac}:`,
    ...more,
  }
  return { headers, url, body: '{}' }
}

const usual = ['"@method"', '"@target-uri"', '"content-digest"']
const checkOf = (options: Partial<HttpMessageSignatureOptions> = {}) =>
  verifier(httpMessageSignature({ algorithm: 'hmac-sha256', ...options }), {
    secrets: secret,
    callbackUrl,
    clock: () => now,
  })
const reasonOf = (
  delivery: ReturnType<typeof signed>,
  options: Partial<HttpMessageSignatureOptions> = {},
): string => {
  const verdict = checkOf(options)(delivery)
  return verdict.ok ? 'ok' : verdict.reason
}
const at = `;created=${created}`

describe('httpMessageSignature', () => {
  it('derives each component that a request has', () => {
    const all = Object.keys(lines).filter((one) => one.startsWith('"'))
    expect(reasonOf(signed(all, at))).toBe('ok')
    for (const one of all) {
      const other = { ...signed([one, ...usual], at), url: '/hooks/other?to=2', method: 'PUT' }
      expect(checkOf()(other).ok).toBe(false)
    }
  })

  it('requires what was agreed on, in any order, and takes more', () => {
    expect(reasonOf(signed([...usual].reverse(), at))).toBe('ok')
    for (const left of usual) {
      const others = usual.filter((one) => one !== left)
      expect(reasonOf(signed(others, at))).toBe('components_missing')
    }
    expect(reasonOf(signed([], at))).toBe('components_missing')
    expect(reasonOf(signed([], at), { components: ['@method'], covers: 'fields' })).toBe(
      'components_missing',
    )
    const named = { components: ['content-digest', '@query-param;name="a"'] }
    expect(reasonOf(signed(usual, at), named)).toBe('components_missing')
    expect(reasonOf(signed(['"content-digest"', '"@query-param";name="a"'], at), named)).toBe('ok')
  })

  it('computes the digest again', () => {
    const delivery = signed(usual, at)
    expect(checkOf()({ ...delivery, body: '[]' })).toMatchObject({ reason: 'content_digest_wrong' })
    const covers = { components: ['@method'], covers: 'fields' } as const
    expect(checkOf(covers)({ ...delivery, body: '[]' })).toMatchObject({
      reason: 'content_digest_wrong',
    })
    expect(checkOf(covers)({ ...signed(['"@method"'], at), body: '[]' })).toMatchObject({
      ok: true,
      value: { covers: 'fields' },
    })
  })

  it('knows when it was made and when it ends', () => {
    expect(reasonOf(signed(usual, ''))).toBe('timestamp_missing')
    expect(reasonOf(signed(usual, ''), { toleranceSeconds: null })).toBe('ok')
    expect(reasonOf(signed(usual, `;created=${created - 301}`))).toBe('timestamp_too_old')
    expect(reasonOf(signed(usual, `;created=${created + 301}`))).toBe('timestamp_too_new')
    expect(reasonOf(signed(usual, `${at};expires=${created}`))).toBe('timestamp_too_old')
    expect(checkOf()(signed(usual, `${at};expires=${created + 1};nonce="n\\"1"`))).toMatchObject({
      ok: true,
      value: { acceptedUntil: now + 1_000, deliveryId: 'n"1', deliveryIdSigned: true },
    })
    for (const other of [`;created="${created}"`, `;created=-1`, `;created=${created}.5`]) {
      expect(reasonOf(signed(usual, other))).toBe('signature_malformed')
    }
  })

  it('takes the key that is named, the algorithm and the purpose that were agreed on', () => {
    expect(reasonOf(signed(usual, `${at};keyid="default"`))).toBe('ok')
    expect(reasonOf(signed(usual, `${at};keyid="other"`))).toBe('secret_unknown')
    expect(reasonOf(signed(usual, `${at};alg="hmac-sha256"`))).toBe('ok')
    expect(reasonOf(signed(usual, `${at};alg="ed25519"`))).toBe('algorithm_refused')
    expect(reasonOf(signed(usual, `${at};tag="app"`), { tag: 'app' })).toBe('ok')
    expect(reasonOf(signed(usual, at), { tag: 'app' })).toBe('signature_missing')
  })
})

describe('httpMessageSignature, of what it does not read', () => {
  const asked = (component: string) => reasonOf(signed([...usual, component], at))

  it('refuses components of another kind', () => {
    for (const component of [
      '"date";sf',
      '"date";bs',
      '"date";key="a"',
      '"date";tr',
      '"@method";req',
      '"@status"',
      '"@query-param"',
      '"@query-param";name="x"',
      '"@query-param";name="absent"',
      '"@query-param";name="to";req',
      '"Date"',
      '"date"',
      'date',
    ]) {
      expect(asked(component), component).toBe('content_malformed')
    }
  })

  it('refuses what is written in another way, or twice', () => {
    const one = signed(usual, at)
    const { 'signature-input': input = '', signature = '' } = one.headers
    const spellings: readonly object[] = [
      { 'signature-input': input.replace(' ', '  ') },
      { 'signature-input': input.replace(';created', '; created') },
      { 'signature-input': `${input},` },
      { 'signature-input': `${input}, ${input}` },
      { 'signature-input': [input, input] },
      { 'signature-input': `${input}${at}` },
      { 'signature-input': input.replace('=1', '=01') },
      { 'signature-input': 'sig' },
      { 'signature-input': 'x'.repeat(9_000) },
      { signature: signature.replace('=:', '="').replace(/:$/, '"') },
      { signature: `${signature};a` },
      { signature: signature.replace('sig', 'other') },
      { signature: '' },
    ]
    for (const headers of spellings) {
      const verdict = checkOf()({ ...one, headers: { ...one.headers, ...headers } })
      expect(verdict, JSON.stringify(headers)).toMatchObject({ reason: 'signature_malformed' })
    }
    expect(reasonOf(signed([...usual, '"@method"'], at))).toBe('signature_malformed')
    expect(checkOf()({ ...one, headers: { signature } })).toMatchObject({
      reason: 'signature_missing',
    })
  })

  it('refuses a value that is another line', () => {
    const forged = signed(['"content-digest"', 'date'], at, { date: 'Tue\n"@method": POST' })
    expect(checkOf()(forged).ok).toBe(false)
    const components = ['content-digest', 'x-note']
    const input = `("content-digest" "x-note")${at}`
    const base = `"content-digest": ${digest}\n"x-note": a\n"@method": POST\n"@signature-params": ${input}`
    const mac = createHmac('sha256', secret).update(base).digest('base64')
    const headers = {
      'content-digest': digest,
      'x-note': 'a\n"@method": POST',
      'signature-input': `sig=${input}`,
      signature: `sig=:${mac}:`,
    }
    expect(reasonOf({ headers, url, body: '{}' }, { components })).toBe('content_malformed')
  })
})

describe('httpMessageSignature, of several signatures', () => {
  const right = signed(usual, at).headers
  const some = (count: number) =>
    Array.from({ length: count }, (_, i) => `s${i}`).map((label) => ({
      'signature-input': right['signature-input'].replace('sig', label),
      signature: `${label}=:AAAA:`,
    }))
  const joined = (name: 'signature-input' | 'signature', count: number) =>
    [...some(count).map((one) => one[name]), right[name]].join(', ')
  const withOthers = (count: number) => ({
    ...signed(usual, at),
    headers: {
      ...right,
      'signature-input': joined('signature-input', count),
      signature: joined('signature', count),
    },
  })

  it('takes any, or the one that was agreed on', () => {
    expect(reasonOf(withOthers(3))).toBe('ok')
    expect(reasonOf(withOthers(3), { label: 'sig' })).toBe('ok')
    expect(reasonOf(withOthers(3), { label: 's0' })).toBe('signature_wrong')
    expect(reasonOf(withOthers(3), { label: 'absent' })).toBe('signature_missing')
  })

  it('looks at no more than 16', () => {
    expect(reasonOf(withOthers(15))).toBe('ok')
    expect(reasonOf(withOthers(16))).toBe('too_many_signatures')
  })
})

describe('httpMessageSignature, made', () => {
  it('signs, and no byte of that can be changed', () => {
    const options = {
      tag: 'app',
      label: 'acme',
      components: [...'@path content-digest content-length'.split(' ')],
    }
    const scheme = httpMessageSignature({ algorithm: 'hmac-sha256', ...options })
    const delivery = sign(scheme, { secret, body: '{"a":1}', callbackUrl, timestamp: now })
    const check = checkOf(options)
    expect(check(delivery)).toMatchObject({ ok: true, value: { covers: 'body', timestamp: now } })
    expect(acceptedOff(check, delivery, Object.keys(delivery.headers))).toBe(0)
    expect(() =>
      sign(httpMessageSignature({ algorithm: 'hmac-sha256' }), { secret, body: '' }),
    ).toThrow(TypeError)
    const dated = httpMessageSignature({
      algorithm: 'hmac-sha256',
      components: ['content-digest', 'date'],
    })
    expect(() => sign(dated, { secret, body: '' })).toThrow(TypeError)
  })

  it('refuses to be made of what cannot be right', () => {
    const wrong: readonly object[] = [
      { algorithm: 'none' },
      { components: ['@method'] },
      { components: [] },
      { components: [], covers: 'fields' },
      { components: ['content-digest', 'content-digest'] },
      { components: ['content-digest', '@status'] },
      { components: ['content-digest', 'Date'] },
      { components: ['content-digest', 'date;sf'] },
      { toleranceSeconds: 0 },
      { toleranceSeconds: Number.NaN },
      { label: 'A' },
      { tag: 'a"b' },
    ]
    for (const options of wrong) {
      expect(() => httpMessageSignature({ algorithm: 'hmac-sha256', ...options })).toThrow(
        RangeError,
      )
    }
  })
})
