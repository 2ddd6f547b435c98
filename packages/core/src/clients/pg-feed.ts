import type { Cancel } from '../timers.ts'
import type { FeedListener, Unsubscribe } from './feed.ts'
import type { PgPool } from './pg-pool.ts'
import { quoteIdentifier } from './postgres.ts'

/** Listens on a connection of its own, and on a new one whenever that breaks. */
export async function pgFeed(
  pool: Pick<PgPool, 'connect'>,
  channel: string,
  listener: FeedListener,
  later: (run: () => void) => Cancel,
): Promise<Unsubscribe> {
  let over = false
  let stop: () => void
  const heard = (message: string): void => {
    if (!over) listener.heard(message)
  }
  const lost = (error: unknown): void => {
    if (over) return
    stop = later(() => void again())
    listener.lost(error)
  }
  const again = async (): Promise<void> => {
    try {
      stop = await listen(pool, channel, heard, lost)
    } catch (error) {
      return lost(error)
    }
    if (over) stop()
    else listener.restored()
  }
  stop = await listen(pool, channel, heard, lost)
  return () => {
    over = true
    stop()
  }
}

/** Listens until the connection breaks, which ends it. */
async function listen(
  pool: Pick<PgPool, 'connect'>,
  channel: string,
  heard: (message: string) => void,
  lost: (error: unknown) => void,
): Promise<Unsubscribe> {
  const statement = `LISTEN ${quoteIdentifier(channel)}`
  const client = await pool.connect()
  let listening = false
  let ended = false
  // Closed, never given back to the pool: whoever got it next would go on listening.
  const end = (): void => {
    if (ended) return
    ended = true
    client.release(true)
  }
  const breaks = (error: unknown): void => {
    if (ended) return
    end()
    if (listening) lost(error)
  }
  client.on('error', breaks)
  client.on('end', () => breaks(new Error('core: the connection that listened was closed')))
  client.on('notification', ({ channel: from, payload = '' }) => {
    if (listening && !ended && from === channel) heard(payload)
  })
  try {
    await client.query(statement)
    // The answer and the end of the connection may have come in one piece.
    if (ended) throw new Error('core: the connection broke as it began to listen')
  } catch (error) {
    end()
    throw error
  }
  listening = true
  client.unref?.()
  return end
}
