import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { defineSlo } from '@sallyport/slo'
import { prometheusSource } from '@sallyport/slo/prometheus'
import { afterEach, describe, expect, it } from 'vitest'

const slo = defineSlo({
  ...{ service: 'shop', name: 'availability', objective: '99', period: '1h' },
  sli: { kind: 'ratio', bad: { metric: 'bad_total' }, total: { metric: 'all_total' } },
})
const servers: Server[] = []

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer)
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections()
})

const asked = async (url: string) => {
  const source = prometheusSource({
    url,
    headers: { authorization: 'Bearer hunter2' },
    mostBytes: 4_096,
  })
  return (await source.counts(slo, [{ from: 0, to: 3_600_000 }]))[0]
}

describe('prometheusSource over a connection', () => {
  it('follows nobody with its headers', async () => {
    let visits = 0
    const elsewhere = await serve((_, response) => {
      visits++
      response.end()
    })
    const url = await serve((_, response) => response.writeHead(307, { location: elsewhere }).end())
    expect(await asked(url)).toEqual({ ok: false, reason: 'redirected' })
    expect(visits).toBe(0)
  })

  it('stops reading what does not end', async () => {
    const url = await serve((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(1_024)));
      }
      response.on('drain', more)
      more()
    })
    expect(await asked(url)).toEqual({ ok: false, reason: 'too_large' })
  })

  it('says no more of a connection that fails than its code', async () => {
    const url = await serve((request) => request.socket.destroy())
    expect(await asked(url)).toMatchObject({
      reason: 'unreachable',
      message: expect.stringMatching(/^(UND_ERR_SOCKET|ECONNRESET)$/),
    })
  })
})
