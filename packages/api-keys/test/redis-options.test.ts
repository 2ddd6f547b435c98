import { redisKeyStore } from '@sallyport/api-keys/redis'
import type { RedisReply } from '@sallyport/core/clients'
import { describe, expect, it } from 'vitest'
import { changed, record } from './support/redis-records.ts'

/** A client that answers nothing but what it is given, and writes down what it was sent. */
function answering(reply: RedisReply) {
  const sent: (readonly (string | number)[])[] = []
  return {
    sent,
    async command(args: readonly (string | number)[]) {
      sent.push(args)
      return reply
    },
    subscribe: async () => () => {},
  }
}

describe('redisKeyStore, before it has a server', () => {
  const { subscribe, command } = answering(null)
  it.each([
    [undefined, {}, TypeError, /"client" must have a method command/],
    [{ subscribe }, {}, TypeError, /"client" must have a method command/],
    [{ command }, {}, TypeError, /"client" must have a method subscribe/],
    [answering(null), { prefix: 1 }, TypeError, /"prefix" must be text, got number/],
    [answering(null), { prefix: '' }, RangeError, /"prefix" must be 1 to 100 plain characters/],
    [answering(null), { prefix: 'a}b' }, RangeError, /without braces, got "a\}b"/],
    [answering(null), { prefix: 'a b' }, RangeError, /"prefix"/],
    [answering(null), { prefix: 'x'.repeat(101) }, RangeError, /"prefix"/],
  ])('refuses what it cannot use: %#', (client, options, error, message) => {
    expect(() => redisKeyStore(client as never, options as never)).toThrow(error)
    expect(() => redisKeyStore(client as never, options as never)).toThrow(message)
  })

  it('begins keys as documented, all with one hash tag', async () => {
    for (const [options, tag] of [
      [{}, '{sallyport:keys}:'],
      [{ prefix: 'acme:keys' }, '{acme:keys}:'],
    ] as const) {
      const client = answering('too_many')
      await redisKeyStore(client, options).insert(record({ tenant: '{b}', parent: '}{' }), 1)
      const [, , count, ...rest] = client.sent[0] as [string, string, number, ...string[]]
      expect(count).toBe(7)
      for (const key of rest.slice(0, count)) expect(key.startsWith(tag)).toBe(true)
    }
  })

  it.each([[null], ['OK'], [1], [[]], [['', 'text']], [['', 'text', '']], ['1\n"live"\n{}']])(
    'rejects an answer that is none: %j',
    async (reply) => {
      const store = redisKeyStore(answering(reply))
      const one = record()
      await expect((async () => store.insert(one))()).rejects.toThrow('Redis answered an insert')
      await expect((async () => store.replace(changed(one), 1))()).rejects.toThrow('no record')
      await expect((async () => store.page({}, undefined, 1))()).rejects.toThrow(
        /Redis (answer|has)/,
      )
      if (reply !== null) {
        await expect((async () => store.get(one.id))()).rejects.toThrow('no record')
      }
    },
  )
})
