import { definePolicy, type LimitStore } from '@sallyport/limits'
import { redisLimitStore } from '@sallyport/limits/redis'
import { describe, expect, it } from 'vitest'

const policy = definePolicy('door', { kind: 'rate', limit: 1, windowMs: 1_000 })
const clocks = { clock: () => 1_700_000_000_000.75, monotonic: () => 0 }

/** A client that answers nothing but what it is given, and writes down what it was sent. */
function answering(reply: null | string | readonly (string | number)[]) {
  const sent: (readonly (string | number)[])[] = []
  const command = async (args: readonly (string | number)[]) => {
    sent.push(args)
    return reply
  }
  return { sent, command }
}

const claim = (store: LimitStore, key = 'a') =>
  store.claim([{ policy, key, cost: 1, lease: 0 }], clocks)

describe('redisLimitStore, before it has a server', () => {
  it.each([
    [undefined, {}, TypeError, /"client" must have a method command/],
    [{}, {}, TypeError, /"client" must have a method command/],
    [answering(null), { prefix: 1 }, TypeError, /"prefix" must be text, got number/],
    [answering(null), { prefix: '' }, RangeError, /"prefix" must be 1 to 100 plain characters/],
    [answering(null), { prefix: '{a}' }, RangeError, /without braces, got "\{a\}"/],
    [answering(null), { prefix: 'a b' }, RangeError, /"prefix"/],
    [answering(null), { prefix: 'x'.repeat(101) }, RangeError, /"prefix"/],
    [answering(null), { time: 'mine' }, TypeError, /"time" must be 'server' or 'caller', got mine/],
  ])('refuses what it cannot use: %#', (client, options, error, message) => {
    expect(() => redisLimitStore(client as never, options as never)).toThrow(error)
    expect(() => redisLimitStore(client as never, options as never)).toThrow(message)
  })

  it('begins keys as documented, and goes by the server’s time', async () => {
    const client = answering([1, 1, ''])
    await claim(redisLimitStore(client))
    await claim(redisLimitStore(client, { prefix: 'sallyport:limits', time: 'server' }))
    expect(client.sent[0]).toEqual(client.sent[1])
    expect(client.sent[0]?.slice(2)).toEqual([
      ...[1, 'sallyport:limits:rate:door:{a}', '', 0, 1],
      ...['rate', 1, 1, 1_000, ''],
    ])
  })

  it('sends the caller’s time in whole milliseconds', async () => {
    const client = answering([1, 1, ''])
    await claim(redisLimitStore(client, { time: 'caller' }))
    expect(client.sent[0]?.[4]).toBe(1_700_000_000_000)
  })

  it.each([[null], ['OK'], [[]], [[1, 1]]])('rejects an answer that is none: %j', async (reply) => {
    await expect(claim(redisLimitStore(answering(reply)))).rejects.toThrow(
      /Redis answered a claim with/,
    )
  })
})
