import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { mixedLoad } from '../bench/mixed-load.ts'
import { mixedTraffic } from '../bench/mixed-traffic.ts'
import { selfTimes } from '../bench/self-times.ts'

const proofs = { readers: ['read0000'], writers: ['write000'], githubSecret: 's', adminToken: 't' }

it('sends what it says: of a hundred, nine refused or sent twice', () => {
  const shots = Array.from({ length: 1_000 }, (_, n) => mixedTraffic(proofs, 'x')(n))
  const count = (what: RegExp | number): number =>
    shots.filter(({ text, status }) =>
      typeof what === 'number' ? status === what : what.test(text),
    ).length
  expect(count(/^GET \/api\/orders/)).toBe(530)
  expect(count(/^POST \/webhook\/github/)).toBe(310)
  expect(count(/^GET \/health/)).toBe(30)
  expect(count(201)).toBe(100)
  expect(count(401)).toBe(60)
})

const ids = (count: number, distinct?: number): readonly string[] => {
  const shot = mixedTraffic(proofs, 'x', distinct)
  return Array.from({ length: count }, (_, n) => shot(n))
    .filter(({ status }) => status === 200)
    .flatMap(({ text }) => /Delivery: x-(-?\d+)/.exec(text)?.[1] ?? [])
}

it('sends a delivery again when it has been handled', () => {
  const all = ids(1_000)
  const twice = all.filter((id, i) => all.indexOf(id) < i)
  // Three of each hundred, as soon as there is what can come again.
  expect(twice.length).toBeGreaterThanOrEqual(13)
  expect(all).toHaveLength(280)
})

it('sends no more different ones than it is told', () => {
  expect(new Set(ids(3_000, 1_000))).toEqual(new Set(ids(1_000)))
})

it('counts answers of any length, in as many pieces as they come', async () => {
  let seen = 0
  const port = await serving((respond) => {
    seen++
    respond(200, 'x'.repeat(seen * 1_000))
  })
  const shot = (): { text: string; status: number } => ({ text: request, status: 200 })
  const load = { port, shot, ms: 30, asShot: true, connections: 2 }
  const { answered } = await mixedLoad(load)
  expect(answered).toBe(seen)
  // No faster than it is told to, however quick the answers.
  const paced = await mixedLoad({ ...load, ms: 60, perSecond: 50 })
  expect(paced.answered).toBeLessThanOrEqual(3)
})

it('ends at an answer that was not to come', async () => {
  const port = await serving((respond) => respond(503, 'down'))
  const shot = (): { text: string; status: number } => ({ text: request, status: 401 })
  await expect(mixedLoad({ port, shot, ms: 5_000, asShot: true })).rejects.toThrow(
    /^bench: GET \/ HTTP\/1.1 was answered HTTP\/1.1 503/,
  )
})

const request = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'

async function serving(
  answer: (respond: (status: number, body: string) => void) => void,
): Promise<number> {
  const server = createServer((_request, response) => {
    answer((status, body) => {
      response.writeHead(status, { 'content-length': body.length }).end(body)
    })
  })
  onTestFinished(() => void server.close().closeAllConnections())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

it('tells whose functions took the time, without those that waited', () => {
  const node = (id: number, functionName: string, url: string) => ({
    id,
    callFrame: { functionName, url, scriptId: '0', lineNumber: 0, columnNumber: 0 },
  })
  const profile = {
    nodes: [
      node(1, '(idle)', ''),
      node(2, 'hash', '/x/packages/audit-chain/src/a.ts'),
      node(3, 'hash', '/x/packages/audit-chain/src/b.ts'),
      node(4, 'parse', '/x/node_modules/.pnpm/f@1/node_modules/@s/f/i.js'),
      node(5, '', 'node:net'),
    ],
    startTime: 0,
    endTime: 0,
    samples: [2, 1, 3, 4, 5, 2],
    timeDeltas: [99, 30, 500, 30, 30, 10],
  }
  expect(selfTimes(profile, 3)).toEqual([
    'By function, its own time:',
    ' 60.0 %  hash  @sallyport/audit-chain',
    ' 30.0 %  parse  @s/f',
    ' 10.0 %  (anonymous)  node:net',
    'By package:',
    ' 60.0 %  @sallyport/audit-chain',
    ' 30.0 %  @s/f',
    ' 10.0 %  node:net',
  ])
})
