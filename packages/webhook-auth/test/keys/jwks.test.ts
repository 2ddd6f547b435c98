import { generateKeyPairSync } from 'node:crypto'
import { manualTime, testRequest } from '@sallyport/core/testing'
import { signedBy } from '@sallyport/webhook-auth'
import { jwks } from '@sallyport/webhook-auth/keys'
import { plaid } from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'
import { ecPair, otherRsaPair, rsaPair } from '../support/certificates.ts'
import { fetches } from '../support/fetches.ts'
import { jwkOf, keyId, plaidBody, plaidToken, sentSeconds } from '../support/tokens.ts'

const url = 'https://sender.example/jwks'
const minute = 60_000
const nextPair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const widePair = generateKeyPairSync('ec', { namedCurve: 'P-384' })

/** A sender with a list of keys, and a route that takes its tokens. */
function sender(first: readonly unknown[], headers: Record<string, string> = {}) {
  const time = manualTime(sentSeconds * 1_000)
  const state = { keys: first, status: 200 }
  const { fetch, urls } = fetches(
    () => new Response(JSON.stringify({ keys: state.keys }), { status: state.status, headers }),
  )
  const source = jwks({ url, fetch, monotonic: time.monotonic })
  const guard = signedBy(plaid, { secrets: source, clock: () => sentSeconds * 1_000 })
  const ask = async (token: string): Promise<string> => {
    const sent = { 'plaid-verification': token }
    const request = testRequest({ method: 'POST', headers: sent, body: plaidBody })
    const verdict = await guard(request, {})
    return verdict.ok ? 'in' : verdict.reason
  }
  return { time, state, urls, source, ask }
}

describe('jwks', () => {
  it('knows a key by its id, and fetches the list once', async () => {
    const { ask, urls } = sender([jwkOf(rsaPair, { kid: 'other' }), jwkOf(ecPair)])
    const all = await Promise.all(Array.from({ length: 20 }, () => ask(plaidToken())))
    expect(new Set(all)).toEqual(new Set(['in']))
    expect(urls).toEqual([url])
  })

  it('fetches the list anew for a key that is new, and not more than twice a minute', async () => {
    const { ask, state, urls, time } = sender([jwkOf(ecPair)])
    const rotated = plaidToken({ head: { kid: 'next' }, by: nextPair })
    expect(await ask(plaidToken())).toBe('in')
    state.keys = [jwkOf(ecPair), jwkOf(nextPair, { kid: 'next' })]
    expect(await ask(rotated)).toBe('secret_unknown')
    time.advance(30_000)
    expect(await ask(rotated)).toBe('in')
    expect(urls).toHaveLength(2)
    for (let i = 0; i < 1_000; i++) await ask(plaidToken({ head: { kid: `made-up-${i}` } }))
    expect(urls).toHaveLength(2)
    expect([await ask(plaidToken()), await ask(rotated)]).toEqual(['in', 'in'])
  })

  it('forgets a key that is no longer in the list', async () => {
    const { ask, state, time } = sender([jwkOf(ecPair)])
    expect(await ask(plaidToken())).toBe('in')
    state.keys = [jwkOf(nextPair, { kid: 'next' })]
    time.advance(60 * minute)
    expect(await ask(plaidToken())).toBe('secret_unknown')
  })

  it.each([
    ['max-age=300', 5 * minute],
    ['public, max-age="600", must-revalidate', 10 * minute],
    ['max-age=0', minute],
    ['no-store', 60 * minute],
    ['max-age=99999999999999', 1_440 * minute],
    ['x-max-age=300', 60 * minute],
    ['', 60 * minute],
  ])('keeps a list of %j within bounds', async (cacheControl, ms) => {
    const { source, time, urls } = sender([jwkOf(ecPair)], { 'cache-control': cacheControl })
    await source.keysFor(keyId)
    time.advance(ms - 1)
    await source.keysFor(keyId)
    expect(urls).toHaveLength(1)
    time.advance(1)
    await source.keysFor(keyId)
    expect(urls).toHaveLength(2)
  })

  it('serves what it has for a day while the sender is down', async () => {
    const { ask, state, time } = sender([jwkOf(ecPair)])
    expect(await ask(plaidToken())).toBe('in')
    state.status = 500
    time.advance(1_440 * minute - 1)
    expect(await ask(plaidToken())).toBe('in')
    expect(await ask(plaidToken({ head: { kid: 'next' } }))).toBe('keys_unavailable')
    time.advance(1)
    expect(await ask(plaidToken())).toBe('keys_unavailable')
  })

  it.each([
    ['a shared key', { kty: 'oct', k: Buffer.alloc(32, 1).toString('base64url'), kid: keyId }],
    ['of another kind', jwkOf(rsaPair)],
    ['of another curve', jwkOf(widePair)],
    ['for encryption', jwkOf(ecPair, { use: 'enc' })],
    ['for signing alone', jwkOf(ecPair, { key_ops: ['sign'] })],
    ['off its curve', jwkOf(ecPair, { y: Buffer.alloc(32, 1).toString('base64url') })],
    ['without an id', jwkOf(ecPair, { kid: undefined })],
    ['with a number for its id', jwkOf(ecPair, { kid: 7 })],
    ['nothing', null],
    ['text', 'key'],
  ])('has no key in one that is %s', async (_, jwk) => {
    expect(await sender([jwk]).ask(plaidToken())).toBe('secret_unknown')
  })

  it('has neither of two keys with one id', async () => {
    expect(await sender([jwkOf(ecPair), jwkOf(nextPair)]).ask(plaidToken())).toBe('secret_unknown')
  })

  it('hands out public keys alone, also of a list that tells too much', async () => {
    const jwk = { ...ecPair.privateKey.export({ format: 'jwk' }), kid: keyId }
    const [key] = await sender([jwk]).source.keysFor(keyId)
    expect(key?.value).toMatch(/^-----BEGIN PUBLIC KEY-----/)
  })

  it.each(['[]', '{}', '{"keys":{}}', 'no', ''])(
    'is unavailable where the list is %j',
    async (text) => {
      const { fetch } = fetches(() => new Response(text))
      await expect(jwks({ url, fetch }).keysFor(keyId)).rejects.toThrow()
    },
  )

  it('takes an address of https alone', () => {
    for (const wrong of ['http://sender.example/jwks', 'sender.example', 'data:,keys', '']) {
      expect(() => jwks({ url: wrong })).toThrow(RangeError)
    }
  })
})

describe('a token with another algorithm', () => {
  const { ask, urls } = sender([jwkOf(ecPair), jwkOf(otherRsaPair, { kid: 'rsa' })])

  it.each(['none', 'None', 'HS256', 'ES384', 'RS256', 'es256', '', undefined])(
    'is refused, and fetches nothing: %s',
    async (alg) => {
      expect(await ask(plaidToken({ head: { alg } }))).toBe('algorithm_refused')
      expect(urls).toEqual([])
    },
  )

  it('does not choose the address of its key', async () => {
    const head = {
      jku: 'https://evil.example/jwks',
      x5u: 'https://evil.example/x',
      jwk: jwkOf(nextPair),
    }
    expect(await ask(plaidToken({ head, by: nextPair }))).toBe('signature_wrong')
    expect(urls).toEqual([url])
  })

  it('and the key of another kind is not that key', async () => {
    expect(await ask(plaidToken({ head: { kid: 'rsa' } }))).toBe('secret_unknown')
    expect(await ask(plaidToken({ head: { kid: undefined } }))).toBe('secret_unknown')
    expect(await ask(plaidToken({ head: { crit: ['b64'], b64: false } }))).toBe('algorithm_refused')
  })
})
