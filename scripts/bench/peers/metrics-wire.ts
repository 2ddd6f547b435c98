import { execFileSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { prometheus } from '@hono/prometheus'
import express from 'express'
import bundle from 'express-prom-bundle'
import { Hono } from 'hono'
import { StatsD } from 'hot-shots'

/** What a client that nothing was told of puts on the wire. */
async function wire(use: (client: StatsD) => void): Promise<string> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const got: string[] = []
  socket.on('message', (message) => got.push(message.toString()))
  const client = new StatsD({ host: '127.0.0.1', port: socket.address().port })
  use(client)
  await wait(200)
  client.close()
  socket.close()
  return got.length > 3
    ? `${got.length} datagrams`
    : got.map((one) => JSON.stringify(one)).join(' ')
}

const crashing = `
const { StatsD } = require('hot-shots')
const client = new StatsD({ host: '127.0.0.1', port: 9, maxBufferSize: 0 })
client.increment('a', '5')
setTimeout(() => { client.close(); console.log('lives') }, 200)`

/** What hot-shots does with each. */
export const hotShots: Readonly<Record<string, () => unknown>> = {
  'a gauge with a text as its value': () =>
    wire((client) => client.gauge('g', '5|g\nhealth:0|g' as never)),
  'a gauge of NaN': () => wire((client) => client.gauge('g', Number.NaN)),
  'a timing of Infinity': () => wire((client) => client.timing('t', Number.POSITIVE_INFINITY)),
  'a timing of a Date that is still to come': () =>
    wire((client) => client.timing('t', new Date('2999-01-01'))).then((line) =>
      line.replace(/\d+/, '…'),
    ),
  'a gauge of -5, which StatsD takes for "5 less"': () => wire((client) => client.gauge('g', -5)),
  'a counter of -5': () => wire((client) => client.increment('a', -5)),
  'tags null and undefined': () =>
    wire((client) => client.increment('a', 1, { k: null, u: undefined } as never)),
  '2,000 increments at once': () =>
    wire((client) => {
      for (let i = 0; i < 2_000; i++) client.increment('x')
    }),
  "increment('a', '5')": () => {
    const cwd = import.meta.dirname
    try {
      return execFileSync(process.execPath, ['-e', crashing], { cwd, stdio: 'pipe' }).toString()
    } catch (error) {
      return `ends the process: ${/TypeError: .*/.exec(String((error as { stderr: Buffer }).stderr))}`
    }
  },
}

/** What a scan of paths leaves in express-prom-bundle. */
export async function scanned(): Promise<string> {
  const app = express().use(bundle({ includePath: true, includeMethod: true }))
  const server = createServer(app as never)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const get = async (path: string): Promise<string> =>
    (await fetch(`http://127.0.0.1:${port}${path}`)).text()
  const word = (i: number): string =>
    [...`${i}`].map((digit) => 'abcdefghij'[Number(digit)]).join('')
  for (let i = 0; i < 500; i++) await get(`/scan/${word(i)}q/x`)
  const found = (await get('/metrics')).match(/^http_request.*$/gm) ?? []
  server.close().closeAllConnections()
  return `${found.length} series`
}

/** What @hono/prometheus leaves of made-up methods, and says that its page is. */
export async function honoMeasured(): Promise<Readonly<Record<string, string>>> {
  const { printMetrics, registerMetrics } = prometheus()
  const app = new Hono().use('*', registerMetrics).get('/metrics', printMetrics)
  for (let i = 0; i < 50; i++) await app.request('/', { method: `MADE${i}` })
  const page = await app.request('/metrics')
  const methods = new Set((await page.text()).match(/method="[^"]*"/g))
  return {
    '50 made-up methods, where no parser of Node refuses them': `${methods.size} label values`,
    'the type of its page': `${page.headers.get('content-type')}`,
  }
}
