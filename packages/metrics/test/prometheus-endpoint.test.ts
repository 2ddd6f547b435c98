import { gunzipSync } from 'node:zlib'
import { type Reply, responder } from '@sallyport/core'
import { manualTime, testRequest } from '@sallyport/core/testing'
import { createMetrics, metricsMetrics } from '@sallyport/metrics'
import { prometheusEndpoint } from '@sallyport/metrics/prometheus'
import { expectMetric } from '@sallyport/metrics/testing'
import { describe, expect, it } from 'vitest'
import { pageOf } from './support/page-of.ts'
import { shop } from './support/shop.ts'

const { orders, baskets } = shop
const text = 'text/plain; version=0.0.4; charset=utf-8'
const openMetrics = 'application/openmetrics-text; version=1.0.0; charset=utf-8'
const prometheus2 =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1'
const prometheus3 =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1'

const metrics = createMetrics({ catalog: shop })
const respond = responder(prometheusEndpoint(metrics))
const get = (headers: Record<string, string> = {}): Promise<Reply> =>
  respond(testRequest({ url: '/metrics', headers }))

describe('the format', () => {
  it.each([
    [undefined, text],
    [prometheus2, openMetrics],
    [prometheus3, openMetrics],
    ['text/plain;version=0.0.4;q=1,*/*;q=0.1', text],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', text],
    ['application/json', text],
    ['', text],
    ['*/*', text],
    ['application/*', openMetrics],
    ['Application/OpenMetrics-Text; Version="1.0.0"', openMetrics],
    ['application/openmetrics-text', openMetrics],
    ['application/openmetrics-text;version=2.0.0', text],
    ['application/openmetrics-text;q=0,*/*', text],
    ['application/openmetrics-text;q=0.3,text/plain;q=0.4', text],
    ['application/openmetrics-text;q=nonsense', text],
    ['application/openmetrics-text;q=0.4,text/*;q=0.3', openMetrics],
    [',;=;q,,', text],
  ])('for %s is %s', async (accept, expected) => {
    const { status, headers, body } = await get(accept === undefined ? {} : { accept })
    expect([status, headers['content-type']]).toEqual([200, expected])
    expect(String(body).endsWith('# EOF\n')).toBe(expected === openMetrics)
  })

  it('is not stored, and depends on two headers', async () => {
    const { headers } = await get()
    expect(headers).toEqual({
      'content-type': text,
      'cache-control': 'no-store',
      vary: 'Accept, Accept-Encoding',
    })
  })
})

describe('the encoding', () => {
  it.each([
    ['gzip', true],
    ['deflate, GZIP;q=0.5', true],
    ['x-gzip', true],
    ['*', true],
    ['gzip;q=0, *', false],
    ['identity', false],
    ['', false],
  ])('for %s', async (accepted, isPacked) => {
    const { headers, body } = await get({ 'accept-encoding': accepted })
    expect(headers['content-encoding']).toBe(isPacked ? 'gzip' : undefined)
    const page = isPacked ? gunzipSync(body as Uint8Array) : body
    expect(String(page)).toBe(pageOf(metrics))
  })

  it('leaves a small page as it is', async () => {
    const families = async () => metrics.families().slice(0, 1)
    const small = responder(prometheusEndpoint({ gather: families }))
    const { headers } = await small(testRequest({ headers: { 'accept-encoding': 'gzip' } }))
    expect(headers).not.toHaveProperty('content-encoding')
  })
})

describe('the method', () => {
  it('HEAD has the headers of GET', async () => {
    const head = await respond(testRequest({ method: 'HEAD' }))
    expect(head.headers).toEqual((await get()).headers)
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'BREW'])('%s is none', async (method) => {
    const { status, headers, body } = await respond(testRequest({ method, body: 'x' }))
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD'])
    expect(JSON.parse(String(body)).status).toBe('method_not_allowed')
  })
})

describe('many at once', () => {
  it('share one page of each kind', async () => {
    let gathered = 0
    const endpoint = prometheusEndpoint({
      gather() {
        gathered++
        return metrics.gather()
      },
    })
    const ask = (accept: string, encoding: string) =>
      endpoint(testRequest({ headers: { accept, 'accept-encoding': encoding } }))
    const replies = await Promise.all(
      Array.from({ length: 100 }, (_, i) =>
        ask(i % 2 === 0 ? 'text/plain' : prometheus2, i % 3 === 0 ? 'gzip' : 'identity'),
      ),
    )
    expect(gathered).toBe(2)
    expect(new Set(replies.map(({ body }) => body)).size).toBe(4)
    await ask('text/plain', 'gzip')
    expect(gathered).toBe(3)
  })

  it('whose page could not be made are told, and the next has another', async () => {
    let isBroken = true
    const endpoint = prometheusEndpoint({
      gather: () => (isBroken ? Promise.reject(new Error('broken')) : metrics.gather()),
    })
    const replies = await Promise.allSettled([endpoint(testRequest()), endpoint(testRequest())])
    expect(replies.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    isBroken = false
    expect((await endpoint(testRequest())).status).toBe(200)
  })
})

it('is not held up by a collector that hangs, nor by one that throws', async () => {
  const time = manualTime()
  const held = createMetrics({ catalog: shop, timers: time.timers, collectorMs: 500 })
  held.add(orders, 1, { country: 'NO', channel: 'web' })
  held.collect(baskets, () => new Promise(() => {}))
  held.collect(shop.stock, () => {
    throw new Error('no database')
  })
  const reply = prometheusEndpoint(held)(testRequest())
  // So that the one that throws has thrown.
  for (let turn = 0; turn < 9; turn++) await undefined
  time.advance(500)
  const page = String((await reply).body)
  expect(page).toContain('shop_orders_total{country="NO",channel="web"} 1')
  expect(page).not.toMatch(/shop_(baskets|stock)/)
  expectMetric(held, metricsMetrics.failures, { part: 'collector_late' }).toBe(1)
  expectMetric(held, metricsMetrics.failures, { part: 'collector_threw' }).toBe(1)
})

it('lets others run every few milliseconds', async () => {
  const many = createMetrics({ catalog: { orders }, maxSeriesPerMetric: 9_000 })
  for (let i = 0; i < 9_000; i++) many.add(orders, 1, { country: `c${i}`, channel: 'web' })
  let now = 0
  const turns: number[] = []
  const { body } = await prometheusEndpoint(many, {
    monotonic: () => {
      now += 3
      return now
    },
    timers: {
      after(ms, run) {
        turns.push(ms)
        queueMicrotask(run)
        return () => {}
      },
      each: () => () => {},
    },
  })(testRequest())
  expect(String(body)).toBe(pageOf(many))
  // 3 ms a piece: after every second one.
  expect(turns).toEqual(Array.from({ length: turns.length }, () => 0))
  expect(turns.length).toBeGreaterThan(2)
})

it('takes nothing but metrics', () => {
  expect(() => prometheusEndpoint(undefined as never)).toThrow(
    new TypeError('metrics: prometheusEndpoint() takes metrics, got undefined'),
  )
})
