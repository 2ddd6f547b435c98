import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { requestsPerSecond, type Shot } from '../load.ts'
import { judge, type Row, type Suite, type Target } from '../row.ts'

const roundMs = 300
const rounds = 9

const get = (path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nX-Secret: s\r\nAuthorization: Bearer abc\r\n\r\n`
const body = '{"a":1,"text":"a small webhook, as most are"}'
const post = (path: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`

/** Requests per second through each adapter against the bare framework, over real sockets. */
export const suite: Suite = async function* () {
  const server = fork(join(import.meta.dirname, '../adapters-server.ts'))
  try {
    const [ports] = (await once(server, 'message')) as [Record<string, number>]
    for (const [name, port] of Object.entries(ports)) {
      yield await compare(`adapters/${name}-get`, `${name}: GET, five guards / bare`, port, get, {
        atLeast: 0.8,
      })
      yield await compare(`adapters/${name}-post`, `${name}: POST, body read / bare`, port, post, {
        atLeast: 0.6,
      })
    }
  } finally {
    server.disconnect()
  }
}

async function compare(
  id: string,
  what: string,
  port: number,
  text: (path: string) => string,
  target: Target,
): Promise<Row> {
  const ours: Shot = { port, text: text('/guarded') }
  const peer: Shot = { port, text: text('/bare') }
  const measured: { ours: number; peer: number }[] = []
  for (let round = -2; round < rounds; round++) {
    const turns = round % 2 === 0 ? [ours, peer] : [peer, ours]
    const figures = new Map<Shot, number>()
    for (const shot of turns) figures.set(shot, await requestsPerSecond(shot, roundMs))
    if (round < 0) continue
    measured.push({ ours: figures.get(ours) ?? Number.NaN, peer: figures.get(peer) ?? Number.NaN })
  }
  return judge({ id, what, target }, measured, (rps) => `${(rps / 1000).toFixed(1)} k/s`)
}
