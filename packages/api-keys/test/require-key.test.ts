import { apiKeyMetrics, memoryKeyStore, requireKey } from '@sallyport/api-keys'
import { decider, denialReply, every } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import { webRequest } from '@sallyport/core/web'
import { requireScopes } from '@sallyport/scopes'
import { describe, expect, it } from 'vitest'
import { lateStore, openTestKeys, scopes } from './support/open-test-keys.ts'

type Sent = Readonly<Record<string, string | readonly string[]>>

async function open(options: Parameters<typeof requireKey>[1] = {}) {
  const opened = openTestKeys()
  const { token, key } = await opened.issued({ scopes: ['orders:read'] })
  const decide = decider(requireKey(opened.keys, options))
  const answer = async (headers: Sent, more = {}) => {
    const verdict = await decide(testRequest({ headers, ...more }))
    if (verdict.ok) return ['in', verdict.value.key.id]
    const { status, headers: sent } = denialReply(verdict)
    return [verdict.reason, status, sent['www-authenticate']]
  }
  return { ...opened, text: token.reveal(), key, answer }
}

const missing = ['key_missing', 401, 'Bearer realm="api_keys"']
const ambiguous = ['key_ambiguous', 400, 'Bearer realm="api_keys", error="invalid_request"']
const malformed = ['key_malformed', 401, 'Bearer realm="api_keys", error="invalid_token"']

describe('a key is read', () => {
  it.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('from Authorization: %s', async (scheme) => {
    const { answer, key, text } = await open()
    expect(await answer({ authorization: `${scheme} ${text}` })).toEqual(['in', key.id])
    expect(await answer({ AUTHORIZATION: `${scheme}   ${text}` })).toEqual(['in', key.id])
  })

  it('from X-API-Key in any case, or from the header that the route names', async () => {
    const { answer, key, text } = await open()
    for (const name of ['x-api-key', 'X-API-Key', 'X-API-KEY']) {
      expect(await answer({ [name]: text })).toEqual(['in', key.id])
    }
    const other = await open({ header: 'X-Acme-Key' })
    expect(await other.answer({ 'x-acme-key': other.text })).toEqual(['in', other.key.id])
    expect(await other.answer({ 'x-api-key': other.text })).toEqual(missing)
  })

  it('from nowhere else', async () => {
    const { answer, text } = await open()
    for (const headers of [
      {},
      { authorization: text },
      { authorization: '' },
      { authorization: `Basic ${text}` },
      { authorization: `Bearer${text}` },
      { authorization: 'Digest username="ada", realm="the bearer of a, b"' },
      { authorization: 'Basic YWRhOg==, Basic YWRhOg==' },
      { cookie: `x-api-key=${text}` },
    ]) {
      expect(await answer(headers)).toEqual(missing)
    }
    expect(await answer({}, { url: `/?api_key=${text}&access_token=${text}` })).toEqual(missing)
  })

  it('as one word: Bearer with none, or several, is a bad request', async () => {
    const { answer, text } = await open()
    for (const authorization of [
      'Bearer',
      'bearer ',
      `Bearer ${text} ${text}`,
      `Bearer ${text} x="y"`,
      `Bearer\t${text}`,
      `Bearer ${text}é`,
    ]) {
      expect([authorization, await answer({ authorization })]).toEqual([authorization, ambiguous])
    }
  })

  it('once: two are refused, the same or not, right or not', async () => {
    const { answer, text } = await open()
    for (const headers of [
      { authorization: `Bearer ${text}`, 'x-api-key': text },
      { authorization: `Bearer ${text}`, 'x-api-key': '' },
      { authorization: 'Basic x', 'x-api-key': text },
      { authorization: [`Bearer ${text}`, `Bearer ${text}`] },
      { authorization: ['', `Bearer ${text}`] },
      { 'x-api-key': [text, text] },
      { 'x-api-key': [text, ''] },
    ]) {
      expect(await answer(headers)).toEqual(ambiguous)
    }
  })

  it.each(['', ' ', 'x', '\u0141'.repeat(70), 'x'.repeat(100_000), '__proto__'])(
    'and what is none is refused without a word of why: %#',
    async (text) => {
      const { answer } = await open()
      expect(await answer({ 'x-api-key': text })).toEqual(malformed)
    },
  )

  it('once: headers that a proxy or fetch has joined are still two', async () => {
    const { answer, text } = await open()
    for (const headers of [
      { 'x-api-key': `${text}, ${text}` },
      { 'x-api-key': `${text},` },
      { 'x-api-key': `, ${text}` },
      { authorization: `Bearer ${text}, Bearer ${text}` },
      { authorization: `bearer ${text},BEARER ${text}` },
      { authorization: `Bearer ${text},` },
      { authorization: `, Bearer ${text}` },
      { authorization: `Bearer ${text}, Basic YWRhOg==` },
      { authorization: `Basic YWRhOg==, Bearer ${text}` },
      { authorization: `Bearer ${text}, ${text}` },
      { authorization: `Bearer,\tBearer ${text}` },
    ]) {
      expect([headers, await answer(headers)]).toEqual([headers, ambiguous])
    }
  })

  it('or through fetch, which shows repeated headers joined', async () => {
    const { keys, text, key } = await open()
    const ask = async (...sent: [string, string][]) => {
      const request = webRequest(new Request('http://localhost/', { headers: sent }))
      const verdict = await decider(requireKey(keys))(request)
      return verdict.ok ? verdict.value.key.id : verdict.reason
    }
    const [one, other] = [`Bearer ${text}`, text]
    expect(await ask(['authorization', one])).toBe(key.id)
    expect(await ask(['x-api-key', other])).toBe(key.id)
    expect(await ask(['authorization', one], ['authorization', one])).toBe('key_ambiguous')
    expect(await ask(['x-api-key', other], ['x-api-key', other])).toBe('key_ambiguous')
    expect(await ask(['authorization', one], ['x-api-key', other])).toBe('key_ambiguous')
  })

  it('and is counted, whatever was sent', async () => {
    const { answer, metrics, text } = await open()
    await answer({})
    await answer({ authorization: 'Basic x' })
    await answer({ 'x-api-key': [text, text] })
    await answer({ 'x-api-key': 'x' })
    await answer({ 'x-api-key': text })
    expect(metrics.value(apiKeyMetrics.attempts)).toBe(5)
    expect(metrics.value(apiKeyMetrics.failures)).toBe(4)
    for (const [reason, times] of [
      ['key_missing', 2],
      ['key_ambiguous', 1],
      ['key_malformed', 1],
    ] as const) {
      expect(metrics.value(apiKeyMetrics.failures, { reason })).toBe(times)
    }
  })

  it('from no second Authorization', () => {
    const { keys } = openTestKeys()
    expect(() => requireKey(keys, { header: 'authorization' })).toThrow(TypeError)
  })
})

describe('a route', () => {
  it('of a tenant lets in no key of another', async () => {
    const { answer, key, text } = await open({ tenant: ({ params }) => params.tenant })
    const headers = { 'x-api-key': text }
    expect(await answer(headers, { params: { tenant: 't1' } })).toEqual(['in', key.id])
    const other = await answer(headers, { params: { tenant: 't2' } })
    expect(other).toEqual(['key_wrong_tenant', ...malformed.slice(1)])
  })

  it('knows the client by the address the adapter gives, and none is not every address', async () => {
    const { issued, answer } = await open()
    const { token, key } = await issued({ networks: ['10.0.0.0/8'] })
    const headers = { 'x-api-key': token.reveal() }
    expect(await answer(headers, { ip: '10.1.1.1' })).toEqual(['in', key.id])
    for (const ip of ['192.0.2.1', undefined]) {
      expect(await answer(headers, { ip, peer: '10.1.1.1' })).toEqual([
        'key_wrong_network',
        403,
        undefined,
      ])
    }
  })

  it('authorises by the key’s scopes', async () => {
    const { keys, text } = await open()
    const reasons: string[] = []
    for (const scope of ['orders:read', 'orders:write'] as const) {
      const decide = decider(every(requireKey(keys), requireScopes(scopes.allOf(scope))))
      const verdict = await decide(testRequest({ headers: { 'x-api-key': text } }))
      reasons.push(verdict.ok ? 'in' : `${verdict.reason} ${verdict.status}`)
    }
    expect(reasons).toEqual(['in', 'insufficient_scope 403'])
  })

  it('that finds no tenant is of none: nobody gets in', async () => {
    for (const found of [undefined, null, '', 1]) {
      const { answer, text } = await open({ tenant: () => found as string })
      const reply = await answer({ 'x-api-key': text })
      expect(reply).toEqual(['key_wrong_tenant', ...malformed.slice(1)])
      expect(await answer({ 'x-api-key': `${text}x` })).toEqual(malformed)
    }
  })

  it('that cannot tell its tenant is of none: nobody gets in, and the operator hears why', async () => {
    const broken = new Error('no tenant')
    const tenant = () => {
      throw broken
    }
    for (const store of [memoryKeyStore(), lateStore()]) {
      const { issued, keys } = openTestKeys({ store })
      const { token } = await issued()
      const request = testRequest({ headers: { 'x-api-key': token.reveal() } })
      const verdict = await requireKey(keys, { tenant })(request, {})
      expect(verdict).toMatchObject({ ok: false, reason: 'key_wrong_tenant', cause: broken })
    }
  })
})
