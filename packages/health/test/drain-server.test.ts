import { Agent, createServer, get, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { decider, responder } from '@sallyport/core'
import { nodeRequest, onResponseEnd } from '@sallyport/core/node'
import { manualTime } from '@sallyport/core/testing'
import { closeWhenDraining, createHealth, type Health, readinessEndpoint } from '@sallyport/health'
import { describe, expect, it } from 'vitest'

/** A service whose answers are held back until the test lets them go. */
async function service(health: Health) {
  const held: (() => void)[] = []
  const decide = decider(closeWhenDraining(health))
  const ready = responder(readinessEndpoint(health))
  const server: Server = createServer(async (incoming, response) => {
    const request = nodeRequest(incoming)
    const ended = health.inFlight(request)
    onResponseEnd(response, ended)
    const { headers = {} } = await decide(request)
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    if (request.url === '/ready') {
      const { status, body } = await ready(request)
      response.writeHead(status).end(body)
      return
    }
    response.writeHead(200)
    response.write('begun,')
    held.push(() => response.end('ended'))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return { server, held, port: (server.address() as AddressInfo).port }
}

interface Answer {
  readonly status: number | undefined
  readonly connection: string | undefined
  readonly body: Promise<string>
}

function ask(port: number, path: string, agent: Agent): Promise<Answer> {
  const text = async (message: IncomingMessage): Promise<string> => {
    let all = ''
    for await (const piece of message) all += String(piece)
    return all
  }
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, agent }, (message) => {
      const { statusCode: status, headers } = message
      resolve({ status, connection: headers.connection, body: text(message) })
    }).on('error', reject)
  })
}

describe('drain of a server of Node', () => {
  it('cuts no request, refuses none while balancers look, and closes when the last has ended', async () => {
    const time = manualTime()
    const health = createHealth({ timers: time.timers })
    const { server, held, port } = await service(health)
    const agent = new Agent({ keepAlive: true })
    health.atEnd('server', () => new Promise((resolve) => server.close(resolve)))
    const before = await Promise.all(Array.from({ length: 40 }, () => ask(port, '/', agent)))
    expect((await ask(port, '/ready', agent)).status).toBe(200)

    const drained = health.drain()
    const probe = await ask(port, '/ready', agent)
    expect([probe.status, probe.connection]).toEqual([503, 'close'])
    const during = await Promise.all(Array.from({ length: 10 }, () => ask(port, '/', agent)))
    expect(new Set(during.map(({ status, connection }) => `${status} ${connection}`))).toEqual(
      new Set(['200 close']),
    )
    time.advance(5_000)
    for (const end of held) end()
    const all = await Promise.all([...before, ...during].map(({ body }) => body))
    expect(new Set(all)).toEqual(new Set(['begun,ended']))
    expect(all).toHaveLength(50)
    expect(await drained).toEqual({ inFlight: 0, failed: [] })
    expect(server.listening).toBe(false)
    await expect(ask(port, '/', new Agent())).rejects.toThrow('ECONNREFUSED')
    agent.destroy()
  })

  it('tells how many it gave up on', async () => {
    const health = createHealth()
    const { server, held, port } = await service(health)
    const agent = new Agent()
    const { body } = await ask(port, '/', agent)
    expect(await health.drain({ delayMs: 0, timeoutMs: 50 })).toEqual({ inFlight: 1, failed: [] })
    for (const end of held) end()
    expect(await body).toBe('begun,ended')
    server.close()
    agent.destroy()
  })
})
