import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A request to repeat, as it goes over the wire. */
export interface Shot {
  readonly port: number
  readonly text: string
}

/** Requests answered per second: each of the connections sends the next when the last was answered. */
export async function requestsPerSecond(shot: Shot, ms: number, connections = 16): Promise<number> {
  const size = await answerSize(shot)
  const sockets = await Promise.all(Array.from({ length: connections }, () => opened(shot.port)))
  const started = performance.now()
  const until = started + ms
  const counts = await Promise.all(sockets.map((socket) => repeat(socket, shot.text, size, until)))
  return counts.reduce((sum, n) => sum + n, 0) / ((performance.now() - started) / 1000)
}

// Every answer to the same request is as long as the first: counting bytes counts answers.
async function answerSize({ port, text }: Shot): Promise<number> {
  const socket = await opened(port)
  socket.write(text)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  if (!answer.toString('latin1').startsWith('HTTP/1.1 200 ')) {
    throw new Error(`bench: the answer is not 200: ${answer.toString('latin1')}`)
  }
  return answer.length
}

async function opened(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  return socket
}

function repeat(socket: Socket, text: string, size: number, until: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let answered = 0
    let bytes = 0
    socket.on('error', reject)
    socket.on('data', (data) => {
      bytes += data.length
      if (bytes < size) return
      bytes = 0
      answered++
      if (performance.now() < until) socket.write(text)
      else {
        socket.destroy()
        resolve(answered)
      }
    })
    socket.write(text)
  })
}
