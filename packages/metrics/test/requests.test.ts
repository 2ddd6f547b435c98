import type { GuardRequest, RequestEnd } from '@sallyport/core'
import { watcher } from '@sallyport/core'
import { manualTime, testRequest } from '@sallyport/core/testing'
import { createMetrics } from '@sallyport/metrics'
import { httpServerMetrics, requestMetrics } from '@sallyport/metrics/requests'
import { expectMetric } from '@sallyport/metrics/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'

const { duration, responseSize, active, requests, denied, aborted } = httpServerMetrics
const done: RequestEnd = { status: 200, bytes: 5, aborted: false }

function setup() {
  const { monotonic, advance } = manualTime()
  const metrics = createMetrics({ catalog: httpServerMetrics })
  const scope = {
    of: (request: GuardRequest) => request.header('x-scope'),
    among: ['pots:read', 'pots:write'],
  }
  return { metrics, advance, observer: requestMetrics(metrics, { scope, monotonic }) }
}
const pots = (headers = {}) =>
  testRequest({ method: 'GET', url: '/pots/7?q=1', route: '/pots/:id', headers })

it('measures by the conventions: seconds, bytes, what is under way', () => {
  const { metrics, observer, advance } = setup()
  const ended = observer(pots())
  expectMetric(metrics, active, { http_request_method: 'GET' }).toBe(1)
  advance(250)
  ended({ ...done, bytes: 2_000 })
  ended({ ...done, bytes: 2_000 })
  expectMetric(metrics, active).toBe(0)
  expect(metrics.read(duration)[0]?.labels).toEqual({
    http_request_method: 'GET',
    http_route: '/pots/:id',
    http_response_status_code: '200',
    error_type: '',
  })
  expect(metrics.read(duration)[0]?.histogram).toMatchObject({ count: 1, sum: 0.25 })
  expect(metrics.read(responseSize)[0]?.histogram?.sum).toBe(2_000)
  expectMetric(metrics, 'http_server_request_duration_seconds').toBe(1)
  expectMetric(metrics, 'http_server_active_requests').toBe(0)
})

it('counts by route, scope and method; what clients make up is nobody’s label', () => {
  const { metrics, observer } = setup()
  observer(pots({ 'x-scope': 'pots:read' }))(done)
  observer(pots({ 'x-scope': 'made:up' }))(done)
  observer(pots())(done)
  for (let i = 0; i < 500; i++) {
    observer(testRequest({ method: `BREW${i}`, url: `/no/such/${i}` }))({ ...done, status: 404 })
  }
  expectMetric(metrics, requests, { scope: 'pots:read' }).toBe(1)
  expectMetric(metrics, requests, { scope: '_other' }).toBe(1)
  expectMetric(metrics, requests, { route: '/pots/:id', scope: '' }).toBe(1)
  expectMetric(metrics, requests, { method: '_OTHER', route: 'unmatched', status: '404' }).toBe(500)
  expect(metrics.read(requests)).toHaveLength(4)
  expectMetric(metrics, 'http_requests_total').toBe(503)
})

it('says why a request was refused', () => {
  const { metrics, observer } = setup()
  observer(pots())({ ...done, status: 401, denied: 'unknown_key' })
  observer(pots())({ ...done, status: 403, denied: 'scope_missing' })
  observer(pots())({ ...done, status: 429, denied: 'rate_limited' })
  observer(pots())({ ...done, status: 401 })
  observer(pots())({ ...done, status: 404 })
  expectMetric(metrics, denied, { status: '401', reason: 'unknown_key' }).toBe(1)
  expectMetric(metrics, denied, { status: '403', reason: 'scope_missing' }).toBe(1)
  expectMetric(metrics, denied, { status: '429', reason: 'rate_limited' }).toBe(1)
  expectMetric(metrics, denied, { status: '401', reason: 'none' }).toBe(1)
  expectMetric(metrics, denied).toBe(4)
})

it('counts those who left, and errors', () => {
  const { metrics, observer } = setup()
  observer(pots())({ ...done, aborted: true })
  observer(pots())({ ...done, status: 503 })
  observer(pots())({ ...done, status: Number.NaN })
  expectMetric(metrics, aborted, { method: 'GET', route: '/pots/:id' }).toBe(1)
  expectMetric(metrics, duration, { error_type: 'aborted' }).toBe(1)
  expectMetric(metrics, duration, { error_type: '503' }).toBe(1)
  expectMetric(metrics, duration, { http_response_status_code: '_other' }).toBe(1)
})

it('a scope that throws leaves nothing under way', () => {
  const metrics = createMetrics({ catalog: httpServerMetrics })
  const scope = {
    of: () => {
      throw new Error('scope')
    },
    among: [],
  }
  const heard: unknown[] = []
  const { begin } = watcher(requestMetrics(metrics, { scope }), {
    onError: (error) => heard.push(error),
  })
  begin(pots())(done)
  expect(heard).toHaveLength(1)
  expectMetric(metrics, active).toBe(0)
  expectMetric(metrics, duration).toBe(1)
  expect(() => requestMetrics(metrics, { scope: {} as never })).toThrow(/"scope"/)
})

it('whatever is interleaved, repeated or given up, nothing stays under way', () => {
  const method = fc.constantFrom('GET', 'POST', 'BREW')
  const one = fc.record({ method, endings: fc.array(fc.nat(40), { minLength: 1, maxLength: 3 }) })
  fc.assert(
    fc.property(fc.array(one, { maxLength: 20 }), (all) => {
      const { metrics, observer } = setup()
      const steps = all.flatMap(({ method, endings }, i) => {
        const end = observer(testRequest({ method }))
        return endings.map((at) => ({ at, i, end }))
      })
      expectMetric(metrics, active).toBe(all.length)
      const over = new Set<number>()
      for (const { end, i, at } of steps.toSorted((a, b) => a.at - b.at)) {
        end({ ...done, aborted: at % 2 === 0 })
        over.add(i)
        expectMetric(metrics, active).toBe(all.length - over.size)
      }
      expectMetric(metrics, duration).toBe(all.length)
      expectMetric(metrics, active).toBe(0)
    }),
  )
})

it('a scope that throws is told of, and the request is counted', () => {
  const { metrics } = setup()
  const of = () => {
    throw new Error('no scope')
  }
  const ended = requestMetrics(metrics, { scope: { of, among: [] } })(pots())
  expect(() => ended(done)).toThrow('no scope')
  expectMetric(metrics, requests, { scope: '_other', status: '200' }).toBe(1)
})
