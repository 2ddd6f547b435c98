import { EventEmitter } from 'node:events'
import type { WorkerChannel } from '@sallyport/metrics/cluster'

/** One end of a channel between two processes, as text travels on it. */
export class ChannelEnd extends EventEmitter implements WorkerChannel {
  other: ChannelEnd | undefined
  /** What was sent here. */
  readonly sent: unknown[] = []

  send(message: object): boolean {
    this.sent.push(message)
    const text = JSON.stringify(message)
    return this.other?.emit('message', JSON.parse(text)) ?? false
  }

  /** The process at the other end is no more. */
  cut(): void {
    this.other = undefined
    this.emit('disconnect')
  }
}

/** The primary's end, and the worker's. */
export function channelPair(): readonly [primary: ChannelEnd, worker: ChannelEnd] {
  const [primary, worker] = [new ChannelEnd(), new ChannelEnd()]
  primary.other = worker
  worker.other = primary
  return [primary, worker]
}
