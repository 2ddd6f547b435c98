import { allow, deny, type Guard, type Nothing, type Timers } from '@sallyport/core'
import type { WebSocket } from 'ws'

/** Who is connected. */
export interface Listeners<T extends object> {
  /** Refuses whoever has enough, and everybody while there is no room. */
  readonly room: Guard<Nothing, 'too_many_connections', T>
  listen(socket: WebSocket, proved: T, may: () => Promise<boolean>, sent: () => void): Listener
  /** Tells all that the service goes away; resolves when they have gone, after a second at the latest. */
  close(): Promise<void>
}

/** One of them. */
export interface Listener {
  /** Sends it in its turn, to who may still hear it. */
  readonly send: (text: string) => void
  left(): void
}

/** How many may listen, and whose each is. */
export interface Room<T extends object> {
  readonly most: { readonly all: number; readonly each: number }
  readonly holder: (proved: T) => string
}

const lookMs = 30_000
const mostUnread = 1_048_576
const mostWaiting = 1_000
// RFC 6455 §7.4.1.
const [goingAway, policyViolation] = [1001, 1008]

/** Keeps count of listeners by whose they are, and looks now and then whether they are there and may be. */
export function listeners<T extends object>(
  { most, holder }: Room<T>,
  timers: Timers,
): Listeners<T> {
  const open = new Map<WebSocket, { look(): Promise<void> }>()
  const by = new Map<string, number>()
  const room: Listeners<T>['room'] = (_request, proved) =>
    open.size < most.all && (by.get(holder(proved)) ?? 0) < most.each ? allow() : full
  const look = () => Promise.all([...open.values()].map((one) => one.look()))
  const cancel = timers.each(lookMs, () => void look())
  return {
    room,
    listen(socket, proved, may, sent) {
      const name = holder(proved)
      const listener = listenerOf(socket, may, sent)
      open.set(socket, listener)
      by.set(name, (by.get(name) ?? 0) + 1)
      const left = (): void => {
        open.delete(socket)
        const others = (by.get(name) ?? 1) - 1
        if (others > 0) by.set(name, others)
        else by.delete(name)
      }
      return { send: listener.send, left }
    },
    async close() {
      cancel()
      const sockets = [...open.keys()]
      const closed = sockets.map((one) => new Promise((resolve) => one.once('close', resolve)))
      for (const socket of sockets) socket.close(goingAway, 'The service ends.')
      const giveUp = timers.after(1_000, () => {
        for (const socket of sockets) socket.terminate()
      })
      await Promise.all(closed)
      giveUp()
    },
  }
}

function listenerOf(socket: WebSocket, may: () => Promise<boolean>, sent: () => void) {
  let isThere = true
  let waiting = 0
  let turn: Promise<void> = Promise.resolve()
  socket.on('pong', () => {
    isThere = true
  })
  const asked = async (): Promise<boolean> => {
    const answer = await may().catch(() => false)
    if (!answer) socket.close(policyViolation, 'You may no longer listen.')
    return answer && socket.readyState === socket.OPEN
  }
  return {
    send(text: string): void {
      // Of one that does not read, what is sent would pile up here.
      if (socket.bufferedAmount > mostUnread || waiting >= mostWaiting) {
        socket.terminate()
        return
      }
      waiting++
      turn = turn.then(async () => {
        if (await asked()) {
          socket.send(text)
          sent()
        }
        waiting--
      })
    },
    async look(): Promise<void> {
      // Who has not answered since the last time is gone, though no packet said so.
      if (!isThere || socket.bufferedAmount > mostUnread) return socket.terminate()
      isThere = false
      if (await asked()) socket.ping()
    },
  }
}

const full = deny('too_many_connections', 503, { headers: { 'retry-after': '10' } })
