import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { manualTime } from '@sallyport/core/testing'
import { httpCheck } from '@sallyport/health/checks'
import { afterEach, describe, expect, it } from 'vitest'
import { fakeHealth } from './support/fake-health.ts'

let servers: Server[] = []
afterEach(() => {
  for (const server of servers) server.close().closeAllConnections()
  servers = []
})
async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook-of-secret-path`
}
const { signal } = new AbortController()

describe('httpCheck', () => {
  it.each([
    [200, true],
    [204, true],
    [302, false],
    [404, false],
    [500, false],
  ])('a server that answers %i: %s', async (status, ok) => {
    const url = await serving((_, res) => void res.writeHead(status, { location: '/' }).end())
    expect(await httpCheck(url)(signal)).toMatchObject({ ok, detail: { http_status: status } })
  })

  it('asks as it is told, expects what it is told', async () => {
    const seen: unknown[] = []
    const url = await serving((req, res) => {
      seen.push(req.method, req.headers.authorization)
      res.writeHead(401).end()
    })
    const options = { method: 'HEAD', headers: { authorization: 'Bearer x' } }
    const check = httpCheck(url, { ...options, expect: (status) => status === 401 })
    expect(await check(signal)).toMatchObject({ ok: true })
    expect(seen).toEqual(['HEAD', 'Bearer x'])
  })

  it.each([
    [999, true, false],
    [1_000, true, true],
    [3_999, true, true],
    [4_000, false, true],
  ])('after %i ms', async (ms, ok, degraded) => {
    const time = manualTime()
    const fetch = async () => {
      time.advance(ms)
      return new Response('')
    }
    const options = { slowMs: 1_000, tooSlowMs: 4_000, fetch, monotonic: time.monotonic }
    expect(await httpCheck('http://a.example', options)(signal)).toMatchObject({
      ...{ ok, degraded, detail: { latency_ms: ms } },
    })
  })

  it('leaves no body unread, however long', async () => {
    let closed: () => void = () => {}
    const isClosed = new Promise<void>((resolve) => {
      closed = resolve
    })
    const url = await serving((_, res) => {
      res.on('close', closed).writeHead(200)
      res.write('a beginning without an end')
    })
    expect(await httpCheck(url)(signal)).toMatchObject({ ok: true })
    await isClosed
  })

  it('lets go of a server that hangs when its timeout is due, and shows no address', async () => {
    let left: () => void = () => {}
    let reached: () => void = () => {}
    const isReached = new Promise<void>((resolve) => {
      reached = resolve
    })
    const isLeft = new Promise<void>((resolve) => {
      left = resolve
    })
    const url = await serving((_, res) => {
      res.on('close', left)
      reached()
    })
    const { health, time } = fakeHealth({ checks: { n8n: httpCheck(url) } })
    const report = health.ready()
    await isReached
    time.advance(500)
    expect((await report).checks[0]?.message).toBe('no answer within 500 ms')
    await isLeft
    servers[0]?.close().closeAllConnections()
    const refused = fakeHealth({ checks: { n8n: httpCheck(url) } })
    const { checks } = await refused.health.ready()
    expect(checks[0]?.message).toMatch(/^fetch failed \([A-Z_]+\)$/)
  })
})
