import { createPublicKey } from 'node:crypto'
import { type GuardRequest, secret } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import {
  type Delivery,
  defineScheme,
  type Scheme,
  signedBy,
  type Verifier,
  verifier,
} from '@sallyport/webhook-auth'
import {
  discord,
  github,
  githubSecretScanning,
  stripe,
  trello,
  wise,
} from '@sallyport/webhook-auth/schemes'
import { type SignedRequest, signedRequest, testKeys } from '@sallyport/webhook-auth/testing'
import { describe, expect, it } from 'vitest'
import { everyMade } from '../support/every-scheme.ts'
import { oneByteOff } from '../support/one-byte.ts'

const written = everyMade.filter(({ write }) => write !== undefined)
const now = 1_700_000_000_000

const checkOf = (scheme: Scheme, { secrets, callbackUrl }: SignedRequest): Verifier =>
  verifier(scheme, { secrets, callbackUrl, clock: () => now })

/** Headers that the scheme does not sign, or that say no more than the others. */
const unsigned = (scheme: Scheme, { headers }: SignedRequest): readonly string[] => {
  const idIn = Object.keys(headers).filter((name) => headers[name] === 'd-1')
  return ['content-type', ...(scheme.deliveryId === 'signed' ? [] : idIn)]
}

describe.each(written.map((scheme) => [scheme.id, scheme] as const))('%s', (_, scheme) => {
  const request = signedRequest(scheme, { timestamp: now, deliveryId: 'd-1' })
  const check = checkOf(scheme, request)

  it('is accepted', async () => {
    expect(check(request)).toMatchObject({ ok: true, value: { keyId: 'default' } })
    const { secrets, callbackUrl } = request
    const guard = signedBy(scheme, { secrets, callbackUrl, clock: () => now })
    expect(await guard(testRequest(request), {})).toMatchObject({ ok: true })
  })

  it('is refused with one byte changed', () => {
    const not = unsigned(scheme, request)
    const headers = Object.keys(request.headers).filter((name) => !not.includes(name))
    const others = [...oneByteOff(request, headers)]
    const taken = others.filter((one) => check(one).ok).map((one) => changed(request, one))
    if (scheme.covers === 'body') expect(taken).toEqual([])
    // What it does not vouch for may change, and nothing else.
    expect(new Set(taken)).toEqual(new Set(taken.length > 0 ? ['body'] : []))
    expect(taken.length).toBeLessThan(others.length)
    expect(others.length).toBeGreaterThan(30)
  })

  it('is refused with another secret', () => {
    const other = signedRequest(defineScheme({ ...scheme }), { timestamp: now })
    expect(checkOf(scheme, other)(request).ok).toBe(false)
  })
})

/** The header that was changed, or the body. */
const changed = ({ headers }: SignedRequest, other: Delivery): string => {
  const others = other.headers as Readonly<Record<string, string>>
  return Object.keys(headers).find((name) => headers[name] !== others[name]) ?? 'body'
}

describe('a request', () => {
  it('has what a client of HTTP sends', () => {
    expect(signedRequest(stripe)).toMatchObject({
      method: 'POST',
      url: '/webhook/stripe',
      headers: { 'content-type': 'application/json', 'stripe-signature': expect.any(String) },
      body: expect.any(Uint8Array),
      callbackUrl: 'https://hooks.example/webhook/stripe',
    })
  })

  it('says what its body looks like, unless it is told', () => {
    const typeOf = (body: string | Uint8Array, contentType?: string) =>
      signedRequest(github, { body, ...(contentType && { contentType }) }).headers['content-type']
    expect(typeOf(' {"a":1}')).toBe('application/json')
    expect(typeOf('[]')).toBe('application/json')
    expect(typeOf('payload=%7B%7D')).toBe('application/x-www-form-urlencoded')
    expect(typeOf(new Uint8Array([0xff]))).toBe('application/octet-stream')
    expect(typeOf('', 'text/plain')).toBe('text/plain')
  })

  it('sends bytes as they are', () => {
    const body = new Uint8Array([0xff, 0xfe, 0x00, 0x7b])
    const request = signedRequest(github, { body })
    expect([...request.body]).toEqual([...body])
    expect(checkOf(github, request)(request).ok).toBe(true)
  })

  it('is another delivery each time, with the same secret', () => {
    const [one, two] = [signedRequest(github), signedRequest(github)]
    expect(one.secrets).toBe(two.secrets)
    const verdicts = [one, two].map((each) => checkOf(github, each)(each))
    const prints = verdicts.map((verdict) => verdict.ok && verdict.value.fingerprint())
    expect(new Set(prints).size).toBe(2)
  })

  it('is signed with the secret that is given, wrapped or not, and at the time', () => {
    const text = 'whsec_7c1e5a90d2b34f6889ab0c1d2e3f4a5b'
    for (const one of [text, secret(text)]) {
      const request = signedRequest(stripe, { secret: one, timestamp: now })
      expect(request.secrets).toBe(text)
      const check = verifier(stripe, { secrets: text, clock: () => now + 301_000 })
      expect(check(request)).toMatchObject({ reason: 'timestamp_too_old' })
    }
  })

  it('goes where it is told', () => {
    expect(signedRequest(trello, { url: '/hooks/1?a=b' })).toMatchObject({
      url: '/hooks/1?a=b',
      callbackUrl: 'https://hooks.example/hooks/1?a=b',
    })
    const callbackUrl = 'https://you.example/trello?team=1'
    const request = signedRequest(trello, { callbackUrl })
    expect(request).toMatchObject({ url: '/trello?team=1', callbackUrl })
    const { secrets } = request
    expect(verifier(trello, { secrets, callbackUrl })(request).ok).toBe(true)
    const elsewhere = verifier(trello, { secrets, callbackUrl: 'https://hooks.example/trello' })
    expect(elsewhere(request)).toMatchObject({ reason: 'signature_wrong' })
  })

  it('names its key, where the sender does', () => {
    const request = signedRequest(githubSecretScanning, { keyId: 'key-2' })
    expect(request.secrets).toMatchObject([{ id: 'key-2' }])
    expect(checkOf(githubSecretScanning, request)(request)).toMatchObject({
      value: { keyId: 'key-2' },
    })
    const secrets = [{ id: 'key-3', value: testKeys(githubSecretScanning).publicKey }]
    expect(verifier(githubSecretScanning, { secrets })(request)).toMatchObject({
      reason: 'secret_unknown',
    })
  })
})

describe('a request is not made', () => {
  it.each([
    [github, { secrets: 'x' }, 'takes only'],
    [github, { privateKey: 'x' }, 'takes no "privateKey", but "secret"'],
    [discord, { secret: 'x' }, 'takes no "secret", but "privateKey"'],
    [discord, { privateKey: 'x' }, '"privateKey" must be the PEM'],
    [discord, { privateKey: testKeys(wise).privateKey }, '"privateKey" must be the PEM'],
    [github, { body: {} }, '"body" must be text or bytes'],
    [github, { timestamp: Number.NaN }, '"timestamp"'],
    [undefined, {}, 'a scheme must come from'],
    [defineScheme({ ...github, write: undefined } as never), {}, 'nobody but GitHub can write'],
  ] as const)('%#', (scheme, options, said) => {
    expect(() => signedRequest(scheme as Scheme, options as never)).toThrow(said)
  })

  it('with a key in what it says', () => {
    const { privateKey } = testKeys(wise)
    const [, line = ''] = privateKey.split('\n')
    try {
      signedRequest(discord, { privateKey })
      expect.unreachable()
    } catch (error) {
      expect(`${(error as Error).stack}${String((error as Error).cause)}`).not.toContain(line)
    }
  })
})

describe('keys', () => {
  it('are new each time, and a pair', () => {
    const [one, two] = [testKeys(wise), testKeys(wise)]
    expect(one.publicKey).not.toBe(two.publicKey)
    const derived = createPublicKey(one.privateKey).export({ format: 'pem', type: 'spki' })
    expect(derived).toBe(one.publicKey)
  })

  it('are of no scheme that has a secret', () => {
    expect(() => testKeys(github)).toThrow('github has no key pair')
  })
})

it('a request is none of a guard', () => {
  // Compiles: what is made fits where requests are taken.
  const asInit: RequestInit = signedRequest(github)
  const asTest: GuardRequest = testRequest(signedRequest(github))
  expect([asInit.method, asTest.method]).toEqual(['POST', 'POST'])
})
