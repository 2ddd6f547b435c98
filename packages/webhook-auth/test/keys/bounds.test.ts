import { manualTime, testRequest } from '@sallyport/core/testing'
import { signedBy } from '@sallyport/webhook-auth'
import { awsSnsKeys } from '@sallyport/webhook-auth/keys'
import { awsSns } from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'
import { certificateOf, rsaPair } from '../support/certificates.ts'
import { endless, fetches } from '../support/fetches.ts'
import {
  certificateUrl,
  deliveryOf,
  notification,
  sentAt,
  signedMessage,
  topic,
} from '../support/sns.ts'

const pem = certificateOf(rsaPair)
const hour = 3_600_000
const madeUp = (number: number): string =>
  certificateUrl.replace(/[0-9a-f]{32}/, `${number}`.padStart(32, '0'))

/** A source whose sender has one certificate, and may be down. */
function opened(options: Parameters<typeof awsSnsKeys>[0] = {}) {
  const time = manualTime()
  const state = { isDown: false }
  const { fetch, urls } = fetches((url) => {
    if (state.isDown) throw new TypeError('fetch failed')
    return url === certificateUrl ? new Response(pem) : new Response('', { status: 404 })
  })
  const { monotonic, timers } = time
  return { time, state, urls, source: awsSnsKeys({ fetch, monotonic, timers, ...options }) }
}

describe('a source of keys', () => {
  it('fetches once for many at the same time', async () => {
    const { source, urls } = opened()
    const all = await Promise.all(Array.from({ length: 100 }, () => source.keysFor(certificateUrl)))
    expect(urls).toHaveLength(1)
    expect(new Set(all).size).toBe(1)
    expect(all[0]).toHaveLength(1)
  })

  it('keeps a key for as long as it is told, and then fetches it anew', async () => {
    const { source, time, urls } = opened()
    await source.keysFor(certificateUrl)
    time.advance(hour - 1)
    await source.keysFor(certificateUrl)
    expect(urls).toHaveLength(1)
    time.advance(1)
    await source.keysFor(certificateUrl)
    expect(urls).toHaveLength(2)
  })

  it('does not ask again at once for what there is not', async () => {
    const { source, time, urls } = opened()
    for (let i = 0; i < 50; i++) expect(await source.keysFor(madeUp(1))).toEqual([])
    expect(urls).toHaveLength(1)
    time.advance(60_000)
    await source.keysFor(madeUp(1))
    expect(urls).toHaveLength(2)
  })

  it('fetches no more than its bound, whatever ids are sent, and still serves what it has', async () => {
    const { source, time, urls } = opened({ fetchesPerMinute: 5 })
    await source.keysFor(certificateUrl)
    const results = await Promise.allSettled(
      Array.from({ length: 10_000 }, (_, i) => source.keysFor(madeUp(i))),
    )
    expect(urls).toHaveLength(5)
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(9_996)
    expect(await source.keysFor(certificateUrl)).toHaveLength(1)
    // Nor do they keep it from being fetched anew.
    time.advance(hour)
    await Promise.allSettled(Array.from({ length: 100 }, (_, i) => source.keysFor(madeUp(i))))
    expect(urls).toHaveLength(10)
    await source.keysFor(certificateUrl)
    expect(urls.at(-1)).toBe(certificateUrl)
  })

  it('opens again after a minute', async () => {
    const { source, time, urls } = opened({ fetchesPerMinute: 1 })
    await source.keysFor(madeUp(1))
    await expect(source.keysFor(certificateUrl)).rejects.toThrow('1 times within a minute')
    time.advance(59_999)
    await expect(source.keysFor(certificateUrl)).rejects.toThrow()
    time.advance(1)
    expect(await source.keysFor(certificateUrl)).toHaveLength(1)
    expect(urls).toHaveLength(2)
  })

  it('serves what it has for a day while its sender is down, and no longer', async () => {
    const { source, time, state } = opened()
    await source.keysFor(certificateUrl)
    state.isDown = true
    time.advance(24 * hour - 1)
    expect(await source.keysFor(certificateUrl)).toHaveLength(1)
    time.advance(1)
    await expect(source.keysFor(certificateUrl)).rejects.toThrow('fetch failed')
    state.isDown = false
    expect(await source.keysFor(certificateUrl)).toHaveLength(1)
  })

  it('keeps so many, and forgets those asked for longest ago', async () => {
    const time = manualTime()
    const { fetch, urls } = fetches(() => new Response(pem))
    const source = awsSnsKeys({ fetch, monotonic: time.monotonic, maxKeys: 2 })
    for (const id of [1, 2, 1, 3]) await source.keysFor(madeUp(id))
    expect(urls).toHaveLength(3)
    await source.keysFor(madeUp(1))
    expect(urls).toHaveLength(3)
    await source.keysFor(madeUp(2))
    expect(urls).toHaveLength(4)
  })
})

describe('an answer', () => {
  it('may not be without end', async () => {
    const { body, taken } = endless(new Uint8Array(16_384))
    const { fetch } = fetches(() => new Response(body))
    await expect(awsSnsKeys({ fetch }).keysFor(certificateUrl)).rejects.toThrow('more than 131072')
    expect(taken()).toBeLessThan(12)
  })

  it.each([
    ['to come', () => new Promise<Response>(() => {})],
    [
      'to end',
      () => new Response(new ReadableStream({ start: (to) => to.enqueue(Buffer.from('-')) })),
    ],
  ])('may not take for ever %s', async (_, answer) => {
    const time = manualTime()
    const { fetch, sent } = fetches(answer)
    const { monotonic, timers } = time
    const asked = awsSnsKeys({ fetch, monotonic, timers, timeoutMs: 100 }).keysFor(certificateUrl)
    const refused = expect(asked).rejects.toThrow('did not answer within 100 ms')
    time.advance(100)
    await refused
    expect(sent[0]?.signal?.aborted).toBe(true)
  })

  it('may not have come from elsewhere', async () => {
    const { fetch } = fetches(() =>
      Object.defineProperty(new Response(pem), 'redirected', { value: true }),
    )
    await expect(awsSnsKeys({ fetch }).keysFor(certificateUrl)).rejects.toThrow('redirects')
  })
})

describe('a route with fetched keys', () => {
  const clock = () => Date.parse(sentAt)
  const scheme = awsSns({ topics: [topic] })
  const request = (message: object) =>
    testRequest({ method: 'POST', body: JSON.stringify(message) })

  it('refuses with 503 while the sender of keys is down, and says why to the operator alone', async () => {
    const { source, state } = opened()
    state.isDown = true
    const verdict = await signedBy(scheme, { secrets: source, clock })(
      request(signedMessage(notification)),
      {},
    )
    expect(verdict).toMatchObject({
      ...{ ok: false, reason: 'keys_unavailable', status: 503, shown: 'unavailable' },
      cause: new TypeError('fetch failed'),
    })
  })

  it('fetches nothing for what it refuses without a key', async () => {
    const { source, urls } = opened()
    const guard = signedBy(scheme, { secrets: source, clock })
    for (const message of [
      signedMessage({ ...notification, TopicArn: `${topic}s` }),
      signedMessage({ ...notification, Timestamp: '2026-11-20T12:00:00.000Z' }),
      signedMessage(notification, { version: '1' }),
      {},
    ]) {
      expect(await guard(request(message), {})).toMatchObject({ ok: false, status: 401 })
    }
    expect(urls).toEqual([])
  })

  it('needs public keys', () => {
    const { source } = opened()
    expect(() => source.verifier({ ...scheme, mac: 'hmac-sha256' })).toThrow('for public keys only')
  })

  it('has the check without a guard', async () => {
    const check = opened().source.verifier(scheme, { clock, service: 'orders' })
    const verdict = await check(deliveryOf(signedMessage(notification)))
    expect(verdict).toMatchObject({ ok: true, value: { service: 'orders', keyId: certificateUrl } })
  })
})
