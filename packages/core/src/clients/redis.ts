import { createHash } from 'node:crypto'
import type { Feed } from './feed.ts'

/**
 * What Redis answers, as RESP2 has it whatever the protocol: a map is a flat list of fields and
 * values, a double is text, a boolean 1 or 0. An error inside a list is thrown. Read numbers with
 * `Number()`, because a client may have been told to give all of them as text.
 */
export type RedisReply = string | number | null | readonly RedisReply[]

/** What a command consists of. Bytes go in, and come out, as base64 or hex. */
export type RedisArgument = string | number

/**
 * A Redis as a store sees it. How long a command waits while the server is away, and whether it is
 * sent again, is how the client was set up. Publish with `PUBLISH`.
 */
export interface RedisClient extends Feed {
  /** Sends a command: `command(['SET', 'door', 'open', 'PX', 5_000])`. */
  command(args: readonly RedisArgument[]): Promise<RedisReply>
}

/** A script, run atomically by the server. The keys tell a proxy or a cluster where it runs. */
export type RedisScript = (
  client: Pick<RedisClient, 'command'>,
  keys: readonly string[],
  args?: readonly RedisArgument[],
) => Promise<RedisReply>

/**
 * A Lua script as a function. It is sent by its digest; only a server that does not know it,
 * because it is new, was flushed or has taken over, is sent the source, which it then remembers.
 *
 * @example
 * ```ts
 * import { redisScript } from '@sallyport/core/clients'
 *
 * const claim = redisScript(`return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])`)
 * const sent: string[] = []
 * const command = async (args: readonly (string | number)[]) => {
 *   sent.push(String(args[0]))
 *   if (args[0] === 'EVALSHA') throw new Error('NOSCRIPT No matching script.')
 *   return 'OK'
 * }
 * console.log(await claim({ command }, ['door'], ['me', 5_000])) // prints: OK
 * console.log(sent) // prints: [ 'EVALSHA', 'EVAL' ]
 * ```
 */
export function redisScript(source: string): RedisScript {
  // Computed here, not asked of SCRIPT LOAD: no round trip, and nothing to remember per server.
  const digest = createHash('sha1').update(source).digest('hex')
  return async (client, keys, args = []) => {
    const rest = [keys.length, ...keys, ...args]
    try {
      return await client.command(['EVALSHA', digest, ...rest])
    } catch (error) {
      // Refused before it ran, so sending it again cannot run it twice.
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
      return client.command(['EVAL', source, ...rest])
    }
  }
}
