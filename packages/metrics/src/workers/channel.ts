/**
 * The way to a worker, or from it to its primary: a worker of `node:cluster`, what `fork` answers, a `Worker` or
 * `MessagePort` of `node:worker_threads`, and in a worker `process` or `parentPort`.
 */
export interface WorkerChannel {
  on(event: string, listener: (message: unknown) => void): unknown
  off(event: string, listener: (message: unknown) => void): unknown
  listenerCount?(event: string): number
  send?(message: object, callback: () => void): unknown
  postMessage?(message: object): void
  /** Of a port. */
  unref?(...none: never[]): void
  start?(): void
  /** Of a process. */
  readonly channel?: { ref(): void; unref(): void } | null | undefined
  readonly connected?: boolean
}

/** Throws a TypeError for what is no channel. */
export function checkedChannel(channel: WorkerChannel | null | undefined): WorkerChannel {
  const isOne = typeof channel?.send === 'function' || typeof channel?.postMessage === 'function'
  if (isOne && typeof channel.on === 'function') return channel
  throw new TypeError(
    'metrics: a channel needs on() and send() or postMessage(): process in a process that was forked, a worker, a MessagePort',
  )
}

/** Sends a message. A worker that is gone is no mistake of ours, and says so itself. */
export function post(channel: WorkerChannel, message: object): void {
  try {
    // Without a callback a process that is gone makes an 'error' event of it, which ends this one.
    if (channel.postMessage === undefined) channel.send?.(message, () => {})
    else channel.postMessage(message)
  } catch {
    // A closed channel.
  }
}

/** What a channel says last: a process has nothing more to say when it is disconnected, not yet when it is dead. */
const lastWords = (channel: WorkerChannel): readonly string[] =>
  channel.postMessage === undefined ? ['disconnect'] : ['exit', 'close']

/** Listens until the answer is called or the other side is gone, and keeps no process for it. */
export function listen(
  channel: WorkerChannel,
  { heard, gone }: { heard(message: unknown): void; gone(): void },
): () => void {
  const isAlone = (channel.listenerCount?.('message') ?? 0) === 0
  const events = lastWords(channel)
  channel.on('message', heard)
  for (const event of events) channel.on(event, gone)
  // A thread's Worker and a child are no ports: they keep the process as they did before.
  if (isAlone && typeof channel.start === 'function') channel.unref?.()
  return () => {
    channel.off('message', heard)
    for (const event of events) channel.off(event, gone)
  }
}
