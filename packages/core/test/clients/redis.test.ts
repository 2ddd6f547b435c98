import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fromIoredis, fromNodeRedis, type RedisClient } from '@sallyport/core/clients'
import { missing, type Server, startRedis } from '@sallyport-scripts/services'
import { Redis, type RedisOptions } from 'ioredis'
import { createClient, RESP_TYPES } from 'redis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { redisCases } from './redis-cases.ts'
import { takeNotes, until } from './take-notes.ts'

/** A client that is connected and refuses commands while the server is away. */
interface Connected {
  readonly redis: RedisClient
  close(): void
}
type NodeRedisOptions = NonNullable<Parameters<typeof createClient>[0]>

const nodeRedis =
  (options: NodeRedisOptions = {}) =>
  async (url: string): Promise<Connected> => {
    const client = createClient({ url, disableOfflineQueue: true, ...options })
    client.on('error', () => {})
    await client.connect()
    return { redis: fromNodeRedis(client), close: () => client.destroy() }
  }
const ioredis =
  (options: Omit<RedisOptions, 'replyMapping'> & { replyMapping?: 'resp3' } = {}) =>
  async (url: string): Promise<Connected> => {
    const client = new Redis(url, { enableOfflineQueue: false, lazyConnect: true, ...options })
    client.on('error', () => {})
    await client.connect()
    return { redis: fromIoredis(client), close: () => client.disconnect() }
  }

const clients = {
  'node-redis': nodeRedis(),
  'node-redis over RESP2': nodeRedis({ RESP: 2 }),
  'node-redis told to give buffers': nodeRedis({
    commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } },
  }),
  ioredis: ioredis(),
  'ioredis over RESP2': ioredis({ protocol: 2 }),
  'ioredis with pipelines': ioredis({ enableAutoPipelining: true }),
  'ioredis that sends nothing twice': ioredis({ maxRetriesPerRequest: 0 }),
  'ioredis with a prefix': ioredis({ keyPrefix: 'door:' }),
}

describe.skipIf(missing('redis', 'Redis clients'))('Redis clients', () => {
  let server: Server
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server?.stop())

  describe.each(Object.entries(clients))('%s', (_name, connect) => {
    let client: Connected
    beforeAll(async () => {
      client = await connect(server.url)
    })
    afterAll(() => client?.close())
    beforeEach(async () => {
      await client.redis.command(['FLUSHALL'])
      await client.redis.command(['SCRIPT', 'FLUSH'])
    })

    it.each(redisCases)('$name', ({ run }) => run(client.redis))
  })

  it('leaves no connection of node-redis behind that was stopped in the middle of an attempt', async () => {
    const client = createClient({ url: server.url })
    await client.connect()
    let own = client
    const { subscribe, command } = fromNodeRedis({
      sendCommand: (args) => client.sendCommand(args),
      duplicate: () => {
        own = client.duplicate()
        return own
      },
    })
    const notes = takeNotes()
    const stop = await subscribe('door', notes)
    own.once('reconnecting', () => queueMicrotask(stop))
    const finished = new Promise<void>((resolve) => own.once('ready', resolve))
    await command(['CLIENT', 'KILL', 'TYPE', 'pubsub'])
    await finished
    expect(own.isReady).toBe(false)
    expect(notes.all).toEqual(['lost'])
    client.destroy()
  })

  it('gives a flat list where ioredis was told to give objects', async () => {
    const { redis, close } = await ioredis({ replyMapping: 'resp3' })(server.url)
    await redis.command(['HSET', 'hash', 'b', 1, 'a', 2])
    expect(await redis.command(['HGETALL', 'hash'])).toEqual(['b', '1', 'a', '2'])
    close()
  })

  describe.each([
    ['node-redis', clients['node-redis']],
    ['ioredis', clients['ioredis that sends nothing twice']],
  ] as const)('%s and a server that goes away', (name, connect) => {
    let client: Connected
    beforeEach(async () => {
      await server.up()
      client = await connect(server.url)
    })
    afterEach(() => client?.close())

    it('tells of it at once and with each attempt, until it hears again', async () => {
      const notes = takeNotes()
      const stop = await client.redis.subscribe('door', notes)
      await server.down()
      await until(notes, 'lost')
      await until(notes, 'lost')
      await server.up()
      await until(notes, 'restored')
      const other = await connect(server.url)
      await other.redis.command(['PUBLISH', 'door', 'open'])
      await until(notes, 'heard open')
      expect(notes.all.filter((note) => note !== 'lost')).toEqual(['restored', 'heard open'])
      other.close()
      stop()
    })

    it('tells nothing more once stopped', async () => {
      const [stopped, notes] = [takeNotes(), takeNotes()]
      const stop = await client.redis.subscribe('door', stopped)
      const stopLast = await client.redis.subscribe('door', notes)
      stop()
      await server.down()
      await until(notes, 'lost')
      await until(notes, 'lost')
      expect(stopped.all).toEqual([])
      stopLast()
    })

    it('rejects commands, scripts and subscriptions', async () => {
      const notes = takeNotes()
      await server.down()
      await expect(client.redis.subscribe('door', notes)).rejects.toThrow('ECONNREFUSED')
      await expect(client.redis.command(['PING'])).rejects.toThrow()
      expect(notes.all).toEqual([])
    })

    it('rejects a command whose answer is lost, and does not send it again', async () => {
      const other = await connect(server.url)
      const id = await client.redis.command(['CLIENT', 'ID'])
      const slow = client.redis.command(['BLPOP', 'empty', 0])
      const next = client.redis.command(['INCR', 'count'])
      const both = Promise.allSettled([slow, next])
      await other.redis.command(['CLIENT', 'KILL', 'ID', id as number])
      expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
      other.close()
    })

    it('does not keep a process alive that only listens', async () => {
      const script = join(import.meta.dirname, 'fixtures/only-listen.ts')
      const { stdout } = await promisify(execFile)(process.execPath, [script, name, server.url])
      expect(stdout).toBe('listening\n')
    })
  })
})
