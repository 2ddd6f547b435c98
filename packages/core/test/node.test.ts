import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { nodeRequest } from '@sallyport/core/node'
import { expect, it } from 'vitest'

it('quick', async () => {
  const server = createServer(async (incoming, response) => {
    const body = await nodeRequest(incoming).body()
    let text = ''
    for await (const c of incoming) text += c
    response.end(JSON.stringify([body.ok ? Buffer.from(body.value).toString() : body.reason, text]))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = (server.address() as { port: number }).port
  const r = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'abc' })
  expect(await r.json()).toEqual(['abc', 'abc'])
  const s = connect(port, '127.0.0.1')
  s.write(
    'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  )
  let got = ''
  for await (const c of s) got += c
  expect(got).toContain('["",""]')
  server.close()
})
