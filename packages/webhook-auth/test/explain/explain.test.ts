import { generateKeyPairSync, sign as signBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { testRequest } from '@sallyport/core/testing'
import { type Delivery, defineScheme, type Scheme, sign } from '@sallyport/webhook-auth'
import {
  type ExplainOptions,
  type Explanation,
  explain,
  explainCauses,
  explained,
  readCapture,
} from '@sallyport/webhook-auth/explain'
import {
  discord,
  github,
  shopify,
  slack,
  standardWebhooks,
  stripe,
} from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'
import { now, secretOf } from '../support/every-scheme.ts'

const body = '{"n":1,"text":"a"}'
const causesOf = (result: Explanation): readonly string[] =>
  !result.ok && result.determined ? result.causes.map(({ name }) => name) : []
const told = (
  scheme: Scheme,
  delivery: Delivery,
  more: Partial<ExplainOptions> = {},
): readonly string[] =>
  causesOf(explain(scheme, delivery, { secrets: secretOf(scheme), clock: () => now, ...more }))
const signedBy = (scheme: Scheme, timestamp = now) =>
  sign(scheme, { secret: secretOf(scheme), body, timestamp, deliveryId: 'd-1' })

describe('what is accepted', () => {
  it('is said to be', () => {
    const result = explain(github, signedBy(github), { secrets: secretOf(github) })
    expect(result).toEqual({ ok: true })
    expect(explained(result)).toBe('It is accepted.')
  })
})

describe('a cause', () => {
  it('comes with the verdict, the first differing byte and what to do', () => {
    const { headers } = signedBy(github)
    const result = explain(
      github,
      { headers, body: '{"n": 1,"text":"a"}' },
      { secrets: secretOf(github) },
    )
    expect(result).toMatchObject({
      ...{ ok: false, determined: true, verdict: 'signature_wrong' },
      causes: [
        { name: 'body_reserialised', about: 'body', detail: 'it was signed without white space' },
      ],
      difference: {
        ...{
          of: 'body',
          offset: 5,
          came: '20 31 2c 22 74 65 78 74',
          signed: '31 2c 22 74 65 78 74 22',
        },
        context: { came: '{"n": 1,"text":"a"}', signed: '{"n":1,"text":"a"}' },
      },
    })
    const text = explained(result).split('\n')
    expect(text[0]).toBe('signature_wrong: the body was parsed and written anew')
    expect(text.join('\n')).toContain('body, first different at byte 5')
  })

  it('has a meaning, a remedy and a place in the guide, whichever it is', () => {
    const page = '../../../../docs/guide/find-out-why-a-webhook-fails.md'
    const guide = readFileSync(join(import.meta.dirname, page), 'utf8')
    for (const [name, { meaning, remedy }] of Object.entries(explainCauses)) {
      expect(guide).toContain(`\`${name}\``)
      expect(meaning.length).toBeGreaterThan(10)
      expect(remedy.length).toBeGreaterThan(10)
    }
  })
})

describe('time', () => {
  it.each([
    [900, 'signed 15 min 0 s ago'],
    [-900, 'signed 15 min 0 s from now'],
    [7_200, '2 h: is local time taken for UTC?'],
    [400 * 86_400, 'signed 400 days ago'],
  ])('%d s off, said with its direction', (seconds, words) => {
    const result = explain(stripe, signedBy(stripe, now - seconds * 1_000), {
      ...{ secrets: secretOf(stripe), clock: () => now },
    })
    expect(causesOf(result)).toEqual(['clock'])
    expect(explained(result)).toContain(words)
  })

  const milliseconds = defineScheme({
    ...{
      id: 'ms',
      sender: 'Ms',
      mac: 'hmac-sha256',
      encoding: 'hex',
      signed: '{timestamp}.{body}',
    },
    ...{ signature: { header: 'x-signature' }, timestamp: { header: 'x-time', unit: 'ms' } },
    ...{ source: 'https://ms.example', evidence: 'documentation' },
  })
  const seconds = { ...milliseconds, ...seconded(), id: 'ms' }

  it('in milliseconds where seconds are read, and the reverse, with a clock that is off as well', () => {
    const secrets = secretOf(milliseconds)
    const of = (by: Scheme, at: number) => sign(by, { secret: secrets, body, timestamp: at })
    expect(told(seconds, of(milliseconds, now))).toEqual(['time_unit'])
    expect(told(milliseconds, of(seconds, now))).toEqual(['time_unit'])
    expect(told(seconds, of(milliseconds, now - 7_000_000))).toEqual(['time_unit', 'clock'])
  })

  it('that is signed in one unit and sent in another', () => {
    const { headers } = signedBy(slack)
    const sent = { ...headers, 'x-slack-request-timestamp': `${now}` }
    expect(told(slack, { headers: sent, body })).toEqual(['time_unit'])
  })

  it('besides another cause', () => {
    const { headers } = signedBy(stripe, now - 900_000)
    expect(told(stripe, { headers, body: `${body}\n` })).toEqual(['newline_at_end', 'clock'])
  })
})

/** The same in seconds. */
function seconded(): Scheme {
  return defineScheme({
    ...{ id: 's', sender: 'S', mac: 'hmac-sha256', encoding: 'hex', signed: '{timestamp}.{body}' },
    ...{ signature: { header: 'x-signature' }, timestamp: { header: 'x-time', unit: 's' } },
    ...{ source: 'https://s.example', evidence: 'documentation' },
  })
}

describe('secrets', () => {
  it('that are no longer, or not yet, accepted', () => {
    const old = [{ id: 'old', value: secretOf(github), notAfter: now - 1 }]
    const next = [{ id: 'next', value: secretOf(github), notBefore: now + 1 }]
    expect(told(github, signedBy(github), { secrets: old })).toEqual(['secret_expired'])
    expect(told(github, signedBy(github), { secrets: next })).toEqual(['secret_not_yet_valid'])
  })

  it('that are none in the form of the scheme', () => {
    const scheme = { ...standardWebhooks, secret: 'utf8' } as const
    const delivery = sign(scheme, { secret: 'not base64 at all', body, timestamp: now })
    const result = explain(standardWebhooks, delivery, {
      secrets: 'not base64 at all',
      clock: () => now,
    })
    expect(result).toMatchObject({ verdict: 'secret_unusable' })
    expect(causesOf(result)).toEqual(['secret_encoding'])
    expect(told(standardWebhooks, { headers: {}, body }, { secrets: '???' })).toEqual([])
  })

  it('decoded from what a cluster keeps in base64, with a newline', () => {
    const secrets = `${Buffer.from(secretOf(github)).toString('base64')}\n`
    const causes = told(github, signedBy(github), { secrets })
    expect([...causes].sort()).toEqual(['secret_encoding', 'secret_whitespace'])
  })

  it('that the sender names otherwise', () => {
    const scheme = defineScheme({
      ...{ id: 'named', sender: 'Named', mac: 'hmac-sha256', encoding: 'hex', signed: '{body}' },
      ...{ signature: { header: 'x-signature' }, keyId: { header: 'x-key' } },
      ...{ source: 'https://named.example', evidence: 'documentation' },
    })
    const { headers } = signedBy(scheme)
    const delivery = { headers: { ...headers, 'x-key': 'k2' }, body }
    const secrets = [{ id: 'k1', value: secretOf(scheme) }]
    expect(told(scheme, delivery, { secrets })).toEqual(['secret_id'])
  })

  it('of public keys', () => {
    const [ours, theirs] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')]
    const hex = ({ publicKey }: typeof ours): string =>
      Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex')
    const time = `${now / 1_000}`
    const signature = signBytes(null, Buffer.from(time + body), theirs.privateKey).toString('hex')
    const headers = { 'x-signature-ed25519': signature, 'x-signature-timestamp': time }
    const options = { secrets: hex(ours), others: { other: hex(theirs) } }
    expect(told(discord, { headers, body }, options)).toEqual(['secret_of_another'])
    const text = ` ${body}`
    expect(told(discord, { headers, body: text }, { secrets: hex(theirs) })).toEqual([
      'whitespace_around',
    ])
  })
})

describe('headers', () => {
  it('may be of a request, a Headers or an object', () => {
    const { headers } = signedBy(github)
    const request = testRequest({ method: 'POST', headers, body })
    for (const some of [headers, new Headers(headers), request]) {
      expect(told(github, { headers: some, body: `${body}\n` })).toEqual(['newline_at_end'])
    }
  })

  it('of another scheme that the caller names', () => {
    const delivery = sign(shopify, { secret: secretOf(github), body })
    expect(told(github, delivery, { schemes: [slack, shopify] })).toEqual(['scheme_other'])
    expect(told(github, delivery)).not.toContain('scheme_other')
  })
})

describe('what nothing explains', () => {
  const { headers } = signedBy(github)

  it.each([
    ['{"n":1,"te', { 'content-length': '18' }, /cut short/],
    ['{}', {}, /The body is \{\}/],
    ['a \ufffd b', {}, /U\+FFFD/],
    ['[object Object]', {}, /\[object Object\]/],
    ['{"x":1}', { 'content-encoding': 'gzip' }, /Content-Encoding is gzip/],
  ])('has hints: %s', (text, more, hint) => {
    const result = explain(
      github,
      { headers: { ...headers, ...more }, body: text },
      { secrets: secretOf(github) },
    )
    expect(result).toMatchObject({ ok: false, determined: false, complete: true })
    expect(explained(result)).toMatch(hint)
    expect(explained(result)).toMatch(/^signature_wrong: undetermined/)
  })

  it('says which header is missing, and which others could hold a signature', () => {
    const delivery = { headers: { 'x-other': `v9=${'ab'.repeat(32)}` }, body }
    const text = explained(explain(github, delivery, { secrets: secretOf(github) }))
    expect(text).toContain('x-hub-signature-256 is not there')
    expect(text).toContain('x-other')
  })

  it('never throws for what was sent', () => {
    const bodies: readonly unknown[] = [
      undefined,
      null,
      7,
      7n,
      () => 1,
      [],
      { toJSON: () => undefined },
    ]
    for (const one of bodies) {
      const result = explain(github, { headers, body: one }, { secrets: secretOf(github) })
      expect(result).toMatchObject({ ok: false, verdict: 'body_not_raw' })
    }
  })
})

describe('misuse', () => {
  it.each([
    ['a misspelt option', { secret: 'x' }, /explain\(\) takes only secrets/],
    ['no secrets', { secrets: [] }, /1 to 8/],
    ['a limit that is none', { secrets: 'x', maxMacs: 0 }, /"maxMacs" must be an integer >= 1/],
    ['a tolerance that is none', { secrets: 'x', toleranceSeconds: 5 }, /signs no time/],
  ])('throws for %s', (_, options, message) => {
    const given = options as unknown as ExplainOptions // What a caller without types could say.
    expect(() => explain(github, { headers: {}, body }, given)).toThrow(message)
  })
})

describe('a capture', () => {
  it('is read from JSON', () => {
    const { headers } = signedBy(github)
    const bodyBase64 = Buffer.from(`${body}\n`).toString('base64')
    const capture = readCapture(
      JSON.stringify({ method: 'POST', url: '/hook?a=1', headers, bodyBase64 }),
    )
    expect(capture).toMatchObject({ method: 'POST', url: '/hook?a=1' })
    expect(told(github, capture)).toEqual(['newline_at_end'])
  })

  it.each(['', '7', '{}', '{"headers":{},"bodyBase64":"?"}', '{"headers":[],"bodyBase64":""}'])(
    'is refused where it is none: %s',
    (text) => expect(() => readCapture(text)).toThrow(/^webhook-auth: a capture/),
  )
})
