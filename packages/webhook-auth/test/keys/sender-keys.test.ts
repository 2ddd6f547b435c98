import { secret } from '@sallyport/core'
import { manualTime, testRequest } from '@sallyport/core/testing'
import { signedBy, webhookAuth } from '@sallyport/webhook-auth'
import { githubKeys, keySource, plaidKeys } from '@sallyport/webhook-auth/keys'
import { githubSecretScanning, plaid } from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'
import { ecPair } from '../support/certificates.ts'
import { fetches } from '../support/fetches.ts'
import { jwkOf, keyId, plaidBody, plaidToken, sentSeconds } from '../support/tokens.ts'

const now = sentSeconds * 1_000
const clock = () => now
const credentials = { clientId: 'client', secret: secret('a secret of Plaid') }
const answered = (body: unknown, status = 200) =>
  fetches(() => new Response(JSON.stringify(body), { status }))
const request = (token: string, body: string = plaidBody) =>
  testRequest({ method: 'POST', headers: { 'plaid-verification': token }, body })

describe('plaidKeys', () => {
  it('asks for the key that a delivery names, with the credentials and nowhere else', async () => {
    const { fetch, urls, sent } = answered({ key: jwkOf(ecPair, { expired_at: null }) })
    const guard = signedBy(plaid, { secrets: plaidKeys({ ...credentials, fetch }), clock })
    expect(await guard(request(plaidToken()), {})).toMatchObject({
      ok: true,
      value: { webhook: { keyId, covers: 'body', timestamp: now } },
    })
    expect(urls).toEqual(['https://production.plaid.com/webhook_verification_key/get'])
    expect(JSON.parse(String(sent[0]?.body))).toEqual({
      ...{ client_id: 'client', secret: 'a secret of Plaid', key_id: keyId },
    })
  })

  it('refuses another body before it asks for a key', async () => {
    const { fetch, urls } = answered({ key: jwkOf(ecPair) })
    const guard = signedBy(plaid, { secrets: plaidKeys({ ...credentials, fetch }), clock })
    const reason = 'content_digest_wrong'
    expect(await guard(request(plaidToken(), `${plaidBody} `), {})).toMatchObject({ reason })
    expect(urls).toEqual([])
  })

  it('knows when a key has expired', async () => {
    const { fetch } = answered({ key: jwkOf(ecPair, { expired_at: sentSeconds }) })
    const guard = signedBy(plaid, { secrets: plaidKeys({ ...credentials, fetch }), clock })
    expect(await guard(request(plaidToken()), {})).toMatchObject({ reason: 'secret_expired' })
  })

  it.each([
    [{ error_code: 'INVALID_WEBHOOK_VERIFICATION_KEY_ID' }, 400, 'secret_unknown'],
    [{ error_code: 'INVALID_API_KEYS' }, 400, 'keys_unavailable'],
    [{ key: jwkOf(ecPair, { kid: 'another-key' }) }, 200, 'keys_unavailable'],
    [{ key: jwkOf(ecPair) }, 500, 'keys_unavailable'],
    [{}, 200, 'keys_unavailable'],
    [null, 200, 'keys_unavailable'],
  ])('takes %j with %i for what it is', async (answer, status, reason) => {
    const { fetch } = answered(answer, status)
    const guard = signedBy(plaid, { secrets: plaidKeys({ ...credentials, fetch }), clock })
    expect(await guard(request(plaidToken()), {})).toMatchObject({ reason })
  })

  it('never asks for what is no id of a key, and tells nobody its secret', async () => {
    const { fetch, urls } = answered({ error_code: 'INVALID_API_KEYS' }, 400)
    const source = plaidKeys({ ...credentials, fetch })
    for (const id of ['', 'short', '../../../x', `${keyId}"}`, 'a'.repeat(65)]) {
      expect(await source.keysFor(id)).toEqual([])
    }
    expect(urls).toEqual([])
    const error: unknown = await source.keysFor(keyId).catch((thrown: unknown) => thrown)
    expect(String(error)).toContain('Plaid answered with 400')
    expect(String(error)).not.toContain('a secret of Plaid')
  })

  it('is told at once what is missing', () => {
    expect(() => plaidKeys({ ...credentials, clientId: '' })).toThrow(TypeError)
    expect(() => plaidKeys({ ...credentials, secret: '' })).toThrow(TypeError)
    const environment = 'evil.example/' as 'sandbox' // what no type allows
    expect(() => plaidKeys({ ...credentials, environment })).toThrow(RangeError)
  })
})

describe('githubKeys', () => {
  // docs.github.com, "Secret scanning partner program", the sample of verifying a signature
  const id = 'f9525bf080f75b3506ca1ead061add62b8633a346606dc5fe544e29231c6ee0d'
  const key = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEsz9ugWDj5jK5ELBK42ynytbo38gP
HzZFI03Exwz8Lh/tCfL3YxwMdLjB+bMznsanlhK0RwcGP3IDb34kQDIo3Q==
-----END PUBLIC KEY-----
`
  const headers = {
    'github-public-key-identifier': id,
    'github-public-key-signature':
      'MEUCIFLZzeK++IhS+y276SRk2Pe5LfDrfvTXu6iwKKcFGCrvAiEAhHN2kDOhy2I6eGkOFmxNkOJ+L2y8oQ9A2T9GGJo6WJY=',
  }
  const body = '[{"token":"some_token","type":"some_type","url":"some_url","source":"some_source"}]'
  const listed = { public_keys: [{ key_identifier: id, key, is_current: true }, null, {}] }

  it('accepts the answer of its documentation with the key of its list', async () => {
    const { fetch, urls, sent } = answered(listed)
    const guard = signedBy(githubSecretScanning, { secrets: githubKeys({ fetch }) })
    const sample = () => testRequest({ method: 'POST', headers, body })
    expect(await guard(sample(), {})).toMatchObject({ ok: true })
    expect(await guard(sample(), {})).toMatchObject({ ok: true })
    expect(urls).toEqual(['https://api.github.com/meta/public_keys/secret_scanning'])
    // Its API refuses who has no name.
    expect(sent[0]?.headers).toMatchObject({ 'user-agent': 'sallyport' })
  })

  it.each([
    [{}, 200],
    [listed, 403],
    [null, 200],
  ])('rejects for %j with %i', async (list, status) => {
    await expect(githubKeys({ fetch: answered(list, status).fetch }).keysFor(id)).rejects.toThrow()
  })
})

describe('webhookAuth', () => {
  it('takes a source among its secrets, and records that keys are fetched', async () => {
    const { fetch } = answered({ key: jwkOf(ecPair) })
    const records: unknown[] = []
    const source = plaidKeys({ ...credentials, fetch, monotonic: manualTime().monotonic })
    const hooks = webhookAuth({
      services: { plaid: { scheme: plaid } },
      settings: { webhook_secrets: { plaid: source } },
      clock,
      audit: { record: (event) => void records.push(event.event) },
    })
    const ask = async () => {
      const headers = { 'plaid-verification': plaidToken() }
      const params = { service: 'plaid' }
      return hooks.guard(testRequest({ method: 'POST', params, headers, body: plaidBody }), {})
    }
    expect(await ask()).toMatchObject({ ok: true })
    await hooks.setSecrets('plaid', source)
    expect(records).toEqual([{ secret_ids: { plaid: ['fetched'] } }])
    expect(await ask()).toMatchObject({ ok: true })
  })

  it('takes none for a service that sends the secret itself', () => {
    const settings = { webhook_secrets: { plain: githubKeys() } }
    expect(() => webhookAuth({ services: { plain: {} }, settings })).toThrow('for public keys only')
  })
})

describe('a source of your own', () => {
  it('that rejects, or answers with what is no list, is no reason to throw', async () => {
    for (const keysFor of [
      () => Promise.reject(new Error('down')),
      () => Promise.resolve(undefined as never),
      () => {
        throw new Error('thrown')
      },
    ]) {
      const check = keySource(keysFor).verifier(plaid, { clock })
      const verdict = await check({
        headers: { 'plaid-verification': plaidToken() },
        body: plaidBody,
      })
      expect(verdict).toMatchObject({ reason: 'keys_unavailable', status: 503 })
    }
  })

  it('whose keys have another id is not believed', async () => {
    const value = ecPair.publicKey.export({ format: 'pem', type: 'spki' }).toString()
    const check = keySource(async () => [{ id: 'another', value }]).verifier(plaid, { clock })
    const verdict = await check({
      headers: { 'plaid-verification': plaidToken() },
      body: plaidBody,
    })
    expect(verdict).toMatchObject({ reason: 'secret_unknown' })
  })
})
