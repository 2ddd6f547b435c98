import { createMetrics } from '@sallyport/metrics'
import {
  accessMetrics,
  integrationMetrics,
  observeConnection,
  observeSync,
  webSockets,
} from '@sallyport/metrics/catalogs'
import { delta } from '@sallyport/metrics/testing'
import { expect, it } from 'vitest'

const task = { dataType: 'tasks', operation: 'update' } as const
const setup = () => createMetrics({ catalog: [integrationMetrics, accessMetrics] })

it('a connection that fails is one that was tried', async () => {
  const metrics = setup()
  const changes = await delta(metrics, () => {
    expect(() =>
      observeConnection(metrics, () => {
        throw new RangeError('no')
      }),
    ).toThrow(RangeError)
  })
  expect(changes).toEqual({ airtable_connection_attempts_total: 1 })
})

it('a failure of a synchronisation has its operation and a reason, never its message', async () => {
  const metrics = setup()
  const failing = (error: unknown, reasonOf?: (error: unknown) => string) =>
    observeSync(metrics, { ...task, ...(reasonOf && { reasonOf }) }, () => Promise.reject(error))
  const changes = await delta(metrics, async () => {
    await expect(failing(new TypeError('key abc is wrong'))).rejects.toThrow(TypeError)
    await expect(failing('a text')).rejects.toBe('a text')
    await expect(failing(429, () => 'rate_limited')).rejects.toBe(429)
  })
  expect(changes).toEqual({
    'airtable_sync_attempts_total{data_type="tasks"}': 3,
    'airtable_sync_errors_total{operation="update"}': 3,
    'airtable_sync_failures_total{reason="TypeError"}': 1,
    'airtable_sync_failures_total{reason="unknown"}': 1,
    'airtable_sync_failures_total{reason="rate_limited"}': 1,
  })
})

it('a reason that throws does not take the place of the error', async () => {
  const metrics = setup()
  const reasonOf = () => {
    throw new Error('in reasonOf')
  }
  const changes = await delta(metrics, async () => {
    const failed = observeSync(metrics, { ...task, reasonOf }, () => Promise.reject(new Error('x')))
    await expect(failed).rejects.toThrow('x')
  })
  expect(changes).toMatchObject({ 'airtable_sync_failures_total{reason="untold"}': 1 })
})

it('a WebSocket is closed once, however often it says so', async () => {
  const metrics = setup()
  const changes = await delta(metrics, () => {
    const sockets = webSockets(metrics, '/live')
    sockets.failed()
    const [one] = [sockets.accepted(), sockets.accepted()]
    one?.sent()
    one?.received()
    one?.received()
    one?.closed()
    one?.closed()
  })
  expect(changes).toEqual({
    'ws_connections_total{route="/live",outcome="failed"}': 1,
    'ws_connections_total{route="/live",outcome="accepted"}': 2,
    'ws_open_connections{route="/live"}': 1,
    'ws_messages_total{route="/live",direction="out"}': 1,
    'ws_messages_total{route="/live",direction="in"}': 2,
  })
})
