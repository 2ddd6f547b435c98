import { apiKeyMetrics, type KeyStore, memoryKeyStore, requireKey } from '@sallyport/api-keys'
import { denialReply } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'
import { ada, openTestKeys, refusal } from './support/open-test-keys.ts'

const down = new Error('down')
const lookups: readonly (readonly [string, () => Promise<never>])[] = [
  ['rejects', () => Promise.reject(down)],
  [
    'throws',
    () => {
      throw down
    },
  ],
]

/** Keys whose store no longer looks anything up. */
async function broken(get: KeyStore['get'], told?: (error: unknown) => void) {
  const inner = memoryKeyStore()
  let fails = false
  const errors: unknown[] = []
  const opened = openTestKeys({
    store: { ...inner, get: (id) => (fails ? get(id) : inner.get(id)) },
    onStoreError: told ?? ((error) => errors.push(error)),
  })
  const { token, key } = await opened.issued()
  fails = true
  const mend = (): void => {
    fails = false
  }
  return { ...opened, text: token.reveal(), key, errors, mend }
}

describe.each(lookups)('a lookup that %s', (_, get) => {
  it('is a 503 by each way in, counted, and told once each', async () => {
    const { errors, keys, metrics, text } = await broken(get)
    const request = testRequest({ headers: { 'x-api-key': text } })
    const verdicts = [
      await keys.verify(text),
      await keys.identify(text, {}),
      await requireKey(keys)(request, {}),
      await keys.peek(text),
    ]
    for (const verdict of verdicts) {
      if (verdict.ok) throw new Error('let in')
      expect([verdict.reason, verdict.cause]).toEqual(['key_store_unavailable', down])
      const reply = denialReply(verdict)
      expect(reply).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
      expect(String(reply.body)).not.toMatch(/down|store/)
    }
    expect(errors).toEqual([down, down, down, down])
    const reason = 'key_store_unavailable'
    expect(metrics.value(apiKeyMetrics.attempts)).toBe(3)
    expect(metrics.value(apiKeyMetrics.failures, { reason })).toBe(3)
  })

  it('lets in again when it works again; what is no token was never looked up', async () => {
    const { errors, mend, outcome, text } = await broken(get)
    expect(await outcome('x')).toBe('key_malformed')
    expect(errors).toEqual([])
    expect(await outcome(text)).toBe('key_store_unavailable')
    mend()
    expect(await outcome(text)).toBe('current')
  })

  it('makes what a person does reject', async () => {
    const { key, keys } = await broken(get)
    expect(await refusal(keys.rotate(key.id, { actor: ada }))).toContain('down')
    expect(await refusal(keys.revoke(key.id, { actor: ada }))).toContain('down')
    expect(await refusal(keys.get(key.id))).toContain('down')
  })
})

describe('onStoreError', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('deaf')
      },
    ],
    ['rejects', async () => Promise.reject(new Error('deaf'))],
  ])('that %s is nobody’s error: of lookups, writes and feeds', async (_, told) => {
    const inner = memoryKeyStore()
    const store: KeyStore = {
      ...inner,
      get: () => Promise.reject(down),
      touch: () => Promise.reject(down),
      subscribe: async (listener) => {
        listener.lost(down)
        throw down
      },
    }
    const { keys, outcome, time } = openTestKeys({ store, onStoreError: told, flushMs: 1 })
    const { text } = await broken(() => undefined)
    expect(await outcome(text)).toBe('key_store_unavailable')
    time.advance(1)
    await keys.close()
  })

  it('that is a word, as limits have it, is misuse', () => {
    const onStoreError = 'allow' as never
    expect(() => openTestKeys({ onStoreError })).toThrow(/"onStoreError" must be a function/)
  })
})
