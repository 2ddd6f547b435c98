import { createServer, type Server as HttpServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { type Scheme, type SignedDelivery, sign } from '@sallyport/webhook-auth'
import {
  type ExplainedDelivery,
  type ExplainOptions,
  explain,
} from '@sallyport/webhook-auth/explain'
import { github, hubspotV3, stripe } from '@sallyport/webhook-auth/schemes'
import { missing, startNginx } from '@sallyport-scripts/services'
import express from 'express'
import Fastify from 'fastify'
import { describe, expect, onTestFinished, test } from 'vitest'

const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
/** As Python's json.dumps writes it. */
const pythons = '{"name": "Zo\\u00eb", "items": [{"n": 1}, {"n": 2}], "done": true}'

/** What was found of a capture, and where it differs first. */
function found(scheme: Scheme, capture: ExplainedDelivery, more: Partial<ExplainOptions> = {}) {
  const result = explain(scheme, capture, { secrets: secret, ...more })
  if (result.ok || !result.determined) return result
  const { of, offset } = result.difference ?? {}
  return { causes: result.causes.map(({ name }) => name), of, offset }
}

async function listening(listener: RequestListener): Promise<number> {
  const server: HttpServer = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

async function post(url: string, { headers, body }: SignedDelivery, more = {}): Promise<void> {
  const init = {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json', ...more },
  }
  const answer = await fetch(url, { ...init, body: Buffer.from(body) })
  expect(answer.status).toBe(200)
}

/** A server that keeps what came, bytes and all. */
async function keeping(): Promise<{
  readonly port: number
  readonly captures: ExplainedDelivery[]
}> {
  const captures: ExplainedDelivery[] = []
  const port = await listening(async (request, response) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of request) chunks.push(chunk as Uint8Array)
    const { method = '', url = '', headers } = request
    captures.push({ method, url, headers, body: Buffer.concat(chunks) })
    response.end()
  })
  return { port, captures }
}

describe('parsers', () => {
  test('Express with express.json() for everything', async () => {
    const captures: ExplainedDelivery[] = []
    const app = express()
    app.use(express.json())
    app.post('/hook', ({ headers, body }, response) => {
      captures.push({ headers, body: JSON.stringify(body) }, { headers, body })
      response.end()
    })
    const delivery = sign(stripe, { secret, body: pythons })
    await post(`http://127.0.0.1:${await listening(app)}/hook`, delivery)
    const [text, parsed] = captures as [ExplainedDelivery, ExplainedDelivery]
    expect(found(stripe, text)).toEqual({ causes: ['body_reserialised'], of: 'body', offset: 8 })
    const causes = ['body_parsed', 'body_reserialised']
    expect(found(stripe, parsed)).toEqual({ causes, of: 'body', offset: 8 })
  })

  test("Fastify's own parser", async () => {
    const captures: ExplainedDelivery[] = []
    const app = Fastify()
    onTestFinished(() => app.close())
    app.post('/hook', async ({ headers, body }) => {
      captures.push({ headers, body: JSON.stringify(body) })
      return ''
    })
    const delivery = sign(github, { secret, body: JSON.stringify(JSON.parse(pythons), null, 2) })
    await post(`${await app.listen({ host: '127.0.0.1', port: 0 })}/hook`, delivery)
    const [capture] = captures as [ExplainedDelivery]
    expect(found(github, capture)).toEqual({ causes: ['body_reserialised'], of: 'body', offset: 1 })
  })

  test('Express that inflates what was signed compressed', async () => {
    const captures: ExplainedDelivery[] = []
    const app = express()
    app.post('/hook', express.raw({ type: '*/*' }), ({ headers, body }, response) => {
      captures.push({ headers, body })
      response.end()
    })
    const packed = gzipSync(pythons)
    const url = `http://127.0.0.1:${await listening(app)}/hook`
    await post(url, sign(github, { secret, body: packed }), { 'content-encoding': 'gzip' })
    const [capture] = captures as [ExplainedDelivery]
    expect(found(github, capture)).toMatchObject({ causes: ['body_compressed'], offset: 0 })
  })
})

/** An event of an HTTP API, payload format 2.0, as AWS's documentation of Lambda integrations has it. */
const event = ({ headers, body }: SignedDelivery) => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: '/my/path',
  rawQueryString: 'parameter1=value1&parameter1=value2&parameter2=value',
  cookies: ['cookie1', 'cookie2'],
  headers: { ...headers, 'content-type': 'application/json' },
  queryStringParameters: { parameter1: 'value1,value2', parameter2: 'value' },
  requestContext: {
    accountId: '123456789012',
    apiId: 'api-id',
    domainName: 'id.execute-api.us-east-1.amazonaws.com',
    domainPrefix: 'id',
    http: {
      method: 'POST',
      path: '/my/path',
      protocol: 'HTTP/1.1',
      sourceIp: '192.0.2.1',
      userAgent: 'agent',
    },
    requestId: 'id',
    routeKey: '$default',
    stage: '$default',
    time: '12/Mar/2020:19:03:58 +0000',
    timeEpoch: 1_583_348_638_390,
  },
  body: Buffer.from(body).toString('base64'),
  isBase64Encoded: true,
})

describe('Lambda', () => {
  const sent = event(sign(github, { secret, body: pythons }))

  test('an event whose isBase64Encoded nobody looked at', () => {
    const { headers, body } = sent
    expect(found(github, { headers, body })).toMatchObject({ causes: ['body_base64'], offset: 0 })
  })

  test('an event that was checked as a whole', () => {
    const capture = { headers: sent.headers, body: JSON.stringify(sent) }
    expect(found(github, capture)).toMatchObject({ causes: ['body_wrapped'] })
  })
})

describe.skipIf(missing('nginx', 'captures behind nginx'))('nginx', () => {
  const callbackUrl = 'https://hooks.example.com/hooks/hubspot?team=1'

  test.each([
    ['that takes off the prefix', 'rewrite ^/hooks/(.*)$ /$1 break; proxy_pass', 'url_path'],
    ['that drops the query', 'set $args ""; proxy_pass', 'url_query'],
  ])('%s', async (_, rule, cause) => {
    const { port, captures } = await keeping()
    const server = `location / { ${rule} http://127.0.0.1:${port}; }`
    await using nginx = await startNginx({ server })
    const delivery = sign(hubspotV3, { secret, body: pythons, callbackUrl })
    await post(`${nginx.url}/hooks/hubspot?team=1`, delivery)
    const [capture] = captures as [ExplainedDelivery]
    expect(found(hubspotV3, capture, { callbackUrl })).toMatchObject({ causes: [cause], of: 'url' })
  })

  test('with gzip: what the sender compresses after it signed comes compressed', async () => {
    const { port, captures } = await keeping()
    const server = `gzip on; gunzip on; location / { proxy_pass http://127.0.0.1:${port}; }`
    await using nginx = await startNginx({ server })
    const { headers, body } = sign(github, { secret, body: pythons })
    const packed = { headers, body: gzipSync(body) }
    await post(`${nginx.url}/hook`, packed, { 'content-encoding': 'gzip' })
    const [capture] = captures as [ExplainedDelivery]
    expect(found(github, capture)).toMatchObject({ causes: ['body_compressed'], offset: 0 })
  })

  test('with gzip and a host of its own, two causes at once', async () => {
    const { port, captures } = await keeping()
    const rule = 'rewrite ^/hooks/(.*)$ /$1 break;'
    await using nginx = await startNginx({
      server: `location / { ${rule} proxy_pass http://127.0.0.1:${port}; }`,
    })
    const { headers, body } = sign(hubspotV3, { secret, body: pythons, callbackUrl })
    const packed = { headers, body: gzipSync(body) }
    await post(`${nginx.url}/hooks/hubspot?team=1`, packed, { 'content-encoding': 'gzip' })
    const [capture] = captures as [ExplainedDelivery]
    const { causes } = found(hubspotV3, capture, { callbackUrl }) as { causes: string[] }
    expect(causes.sort()).toEqual(['body_compressed', 'url_path'])
  })
})
