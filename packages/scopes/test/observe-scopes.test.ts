import { manualTime, recordMetrics, testRequest } from '@sallyport/core/testing'
import { defineScopes, observeScopes, scopeMetrics } from '@sallyport/scopes'
import { expect, it } from 'vitest'

const requirement = defineScopes({ scopes: ['orders:read'] }).allOf('orders:read')
const end = { status: 200, bytes: 0, aborted: false }

it('measures seconds under the name of the requirement', () => {
  const { monotonic, advance } = manualTime()
  const metrics = recordMetrics()
  const observe = observeScopes(requirement, { metrics, monotonic })
  const [one, other] = [observe(testRequest()), observe(testRequest())]
  advance(250)
  one(end)
  advance(1_000)
  other({ ...end, aborted: true })
  const [series, ...others] = metrics.read(scopeMetrics.requestDuration)
  expect(others).toEqual([])
  expect(series?.labels).toEqual({ requirement: 'orders:read' })
  expect(series?.histogram).toMatchObject({ count: 2, sum: 1.5 })
})

it('uses the bound series, where there is one', () => {
  const observed: number[] = []
  const { monotonic, advance } = manualTime()
  const bind = () => ({ add() {}, set() {}, observe: (value: number) => void observed.push(value) })
  const never = () => expect.unreachable()
  const observe = observeScopes(requirement, {
    metrics: { add: never, set: never, observe: never, bind },
    monotonic,
  })
  const ended = observe(testRequest())
  advance(5)
  ended(end)
  expect(observed).toEqual([0.005])
})

it('takes no requirement that no registry made', () => {
  expect(() => observeScopes({} as never, { metrics: recordMetrics() })).toThrow(
    /^scopes: observeScopes\(\) needs a requirement/,
  )
})
