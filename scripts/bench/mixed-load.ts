import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { Shot } from './mixed-traffic.ts'

/** What is sent, and how. */
export interface Load {
  readonly port: number
  readonly shot: (n: number) => Shot
  readonly ms: number
  /** Whether each must be answered as its shot says; else all with 200. */
  readonly asShot: boolean
  readonly connections?: number
  /** At most so many a second. @default as many as are answered */
  readonly perSecond?: number
}

/** What came of it. */
export interface Loaded {
  readonly answered: number
  readonly perSecond: number
  /** The share of a core that sending took: near 1, sending was what limited it. */
  readonly sender: number
}

/** Sends requests of several kinds, over connections that each wait for an answer before they send the next. */
export async function mixedLoad(load: Load): Promise<Loaded> {
  const { port, ms, connections = 32 } = load
  const sockets = await Promise.all(Array.from({ length: connections }, () => opened(port)))
  const cpu = process.cpuUsage()
  const started = performance.now()
  const numbers = { next: 0 }
  try {
    const counts = await Promise.all(
      sockets.map((socket) => repeat(socket, load, numbers, started)),
    )
    const took = performance.now() - started
    const answered = counts.reduce((sum, n) => sum + n, 0)
    const { user, system } = process.cpuUsage(cpu)
    return {
      answered,
      perSecond: answered / (took / 1000),
      sender: (user + system) / 1000 / Math.max(took, ms),
    }
  } finally {
    for (const socket of sockets) socket.destroy()
  }
}

async function opened(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  return socket
}

function repeat(
  socket: Socket,
  { shot, ms, asShot, perSecond }: Load,
  numbers: { next: number },
  started: number,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let answered = 0
    let received: Buffer = Buffer.alloc(0)
    let sent: Shot | undefined
    const send = (n: number): void => {
      sent = shot(n)
      socket.write(sent.text)
    }
    const next = (): void => {
      const now = performance.now() - started
      const n = numbers.next++
      const due = perSecond === undefined ? now : (n / perSecond) * 1000
      if (Math.max(due, now) >= ms) resolve(answered)
      else if (due - now < 1) send(n)
      else setTimeout(send, due - now, n)
    }
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('bench: the server closed a connection')))
    socket.on('data', (data) => {
      received = received.length === 0 ? data : Buffer.concat([received, data])
      const status = answerOf(received)
      if (status === undefined) return
      if (status !== (asShot ? sent?.status : 200)) {
        const line = sent?.text.split('\r\n')[0]
        return reject(new Error(`bench: ${line} was answered ${received.toString('latin1')}`))
      }
      received = Buffer.alloc(0)
      answered++
      next()
    })
    next()
  })
}

/** The status, when all of the answer is there. */
function answerOf(received: Buffer): number | undefined {
  const end = received.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = received.toString('latin1', 0, end)
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
  if (length === undefined) throw new Error(`bench: an answer of unknown length: ${head}`)
  return received.length < end + 4 + Number(length) ? undefined : Number(head.slice(9, 12))
}
