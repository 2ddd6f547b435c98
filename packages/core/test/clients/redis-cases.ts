import { type RedisClient, type RedisReply, redisScript } from '@sallyport/core/clients'
import { expect } from 'vitest'
import { takeNotes, until } from './take-notes.ts'

/** One property of every {@link RedisClient}, whatever it wraps. */
export interface RedisCase {
  readonly name: string
  run(redis: RedisClient): Promise<void>
}

/** The same client, with a list of the commands that were sent by it. */
function watched({ command }: RedisClient): Pick<RedisClient, 'command'> & { sent: unknown[] } {
  const sent: unknown[] = []
  return {
    sent,
    command(args) {
      sent.push(args[0])
      return command(args)
    },
  }
}

const answers: readonly (readonly [string, RedisReply])[] = [
  [`return 'text'`, 'text'],
  [`return 'Ω☃'`, 'Ω☃'],
  ['return 3.9', 3],
  ['return false', null],
  ['return {}', []],
  [`return {1, 'two', {3, false}}`, [1, 'two', [3, null]]],
  [`return redis.status_reply('FINE')`, 'FINE'],
  ['redis.setresp(3); return true', 1],
  ['redis.setresp(3); return {double = 1.5}', '1.5'],
  [`redis.setresp(3); return {map = {field = 'value'}}`, ['field', 'value']],
  [`redis.setresp(3); return {set = {member = true}}`, ['member']],
]

const rejects = (name: string, work: (redis: RedisClient) => Promise<unknown>, how: RegExp) => ({
  name,
  run: async (redis: RedisClient) => {
    await expect(work(redis)).rejects.toThrow(how)
  },
})

export const redisCases: readonly RedisCase[] = [
  {
    name: 'answers commands in the shapes of RESP2',
    async run({ command }) {
      expect(await command(['SET', 'text', 'ü'])).toBe('OK')
      expect(await command(['GET', 'text'])).toBe('ü')
      expect(await command(['GET', 'nothing'])).toBe(null)
      expect(await command(['INCRBY', 'count', 5])).toBe(5)
      expect(await command(['hset', 'hash', 'a', 1, 'b', ''])).toBe(2)
      expect(await command(['hgetall', 'hash'])).toEqual(['a', '1', 'b', ''])
      expect(await command(['HGETALL', 'hash'])).toEqual(['a', '1', 'b', ''])
      expect(await command(['ZADD', 'scores', 1.5, 'x', -2, 'y'])).toBe(2)
      expect(await command(['ZSCORE', 'scores', 'x'])).toBe('1.5')
      expect(await command(['SADD', 'set', 'only'])).toBe(1)
      expect(await command(['SMEMBERS', 'set'])).toEqual(['only'])
      expect(await command(['MGET', 'text', 'nothing', 'count'])).toEqual(['ü', null, '5'])
    },
  },
  ...answers.map(([source, reply]) => ({
    name: `answers the script ${source}`,
    run: async (redis: RedisClient) => {
      expect(await redisScript(source)(redis, [])).toEqual(reply)
    },
  })),
  rejects(
    'rejects with the server’s error',
    async ({ command }) => {
      await command(['SET', 'text', 'x'])
      await command(['LPUSH', 'text', 'x'])
    },
    /^WRONGTYPE/,
  ),
  rejects(
    'rejects with an error inside a list',
    (redis) => redisScript(`return {1, redis.error_reply('ERR inside')}`)(redis, []),
    /inside/,
  ),
  ...[Number.NaN, Number.POSITIVE_INFINITY, undefined, null, {}].map((value) =>
    rejects(
      `does not send ${String(value)}`,
      ({ command }) => command(['SET', 'text', value as never]),
      /must be text or a finite number/,
    ),
  ),
  {
    name: 'sends a script by its digest, and its source only where it is unknown',
    async run(redis) {
      const client = watched(redis)
      const add = redisScript(`return redis.call('INCRBY', KEYS[1], ARGV[1])`)
      expect(await add(client, ['sum'], [2])).toBe(2)
      expect(await add(client, ['sum'], [3])).toBe(5)
      expect(client.sent).toEqual(['EVALSHA', 'EVAL', 'EVALSHA'])
      await redis.command(['SCRIPT', 'FLUSH'])
      expect(await add(client, ['sum'], [4])).toBe(9)
      expect(await add(client, ['sum'], [0])).toBe(9)
      expect(client.sent.slice(3)).toEqual(['EVALSHA', 'EVAL', 'EVALSHA'])
    },
  },
  {
    name: 'passes a script’s own error on, and runs it once',
    async run(redis) {
      const client = watched(redis)
      const fail = redisScript(
        `redis.call('INCR', KEYS[1]); return redis.error_reply('BUSYDOOR x')`,
      )
      await expect(fail(client, ['runs'])).rejects.toThrow(/^BUSYDOOR x/)
      await expect(fail(client, ['runs'])).rejects.toThrow(/^BUSYDOOR x/)
      expect(await redis.command(['GET', 'runs'])).toBe('2')
      expect(client.sent).toEqual(['EVALSHA', 'EVAL', 'EVALSHA'])
    },
  },
  {
    name: 'runs every one of many scripts once while the server forgets them',
    async run(redis) {
      const next = redisScript(`return redis.call('INCR', KEYS[1])`)
      const runs = Array.from({ length: 60 }, async (_, i) => {
        if (i % 20 === 10) await redis.command(['SCRIPT', 'FLUSH', 'SYNC'])
        return next(redis, ['ticket'])
      })
      const tickets = (await Promise.all(runs)).toSorted((a, b) => Number(a) - Number(b))
      expect(tickets).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
    },
  },
  ...[
    'plain',
    '',
    'with space',
    '*',
    'h[ae]llo',
    '"quoted"',
    '__proto__',
    'дверь',
    'x'.repeat(300),
  ].map((channel) => ({
    name: `hears what is published to ${JSON.stringify(channel.slice(0, 20))} and nothing else`,
    run: async (redis: RedisClient) => {
      const notes = takeNotes()
      const stop = await redis.subscribe(channel, notes)
      for (const [to, message] of [
        [channel, 'one'],
        [`${channel}!`, 'not for us'],
        [channel, 'zwei ☃'],
        [channel, ''],
      ]) {
        await redis.command(['PUBLISH', to as string, message as string])
      }
      await until(notes, 'heard ')
      expect(notes.all).toEqual(['heard one', 'heard zwei ☃', 'heard '])
      stop()
    },
  })),
  {
    name: 'hears nothing after the subscription was stopped, twice over',
    async run(redis) {
      const [first, second] = [takeNotes(), takeNotes()]
      const stopFirst = await redis.subscribe('door', first)
      const stopSecond = await redis.subscribe('door', second)
      stopFirst()
      stopFirst()
      await redis.command(['PUBLISH', 'door', 'open'])
      await until(second, 'heard open')
      expect(first.all).toEqual([])
      stopSecond()
      while (Number(((await redis.command(['PUBSUB', 'NUMSUB', 'door'])) as unknown[])[1]) > 0);
      expect(first.all).toEqual([])
      expect(second.all).toEqual(['heard open'])
    },
  },
  {
    name: 'tells of a broken connection, and of its return once it hears again',
    async run(redis) {
      const notes = takeNotes()
      const stop = await redis.subscribe('door', notes)
      expect(await redis.command(['CLIENT', 'KILL', 'TYPE', 'pubsub'])).toBe(1)
      await until(notes, 'restored')
      await redis.command(['PUBLISH', 'door', 'open'])
      await until(notes, 'heard open')
      expect(notes.all).toEqual(['lost', 'restored', 'heard open'])
      stop()
    },
  },
]
