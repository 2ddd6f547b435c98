import { definePolicy } from '@sallyport/limits'
import { redisLimitStore } from '@sallyport/limits/redis'
import { type Connected, connect } from '@sallyport-scripts/clients'
import { missing, type Server, startRedis } from '@sallyport-scripts/services'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const policies = [
  definePolicy('door', { kind: 'rate', limit: 1, windowMs: 1_000 }),
  definePolicy('gate', { kind: 'exact', limit: 1, windowMs: 1_000 }),
] as const

/** Under what a store files a key of a policy. */
async function filedUnder(policy: (typeof policies)[number], key: string): Promise<string> {
  const sent: (readonly (string | number)[])[] = []
  const command = async (args: readonly (string | number)[]) => {
    sent.push(args)
    return 0
  }
  await redisLimitStore({ command }).forget(policy, key)
  return String(sent[0]?.[1])
}

const character = fc.oneof(
  fc.constantFrom('{', '}', ':', '.', 'a'),
  fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
)
const keys = fc.array(character, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''))

describe('keys in Redis', () => {
  it.each([
    ['192.0.2.1', '{192.0.2.1}'],
    ['{acme}:ada', ':{acme}:ada'],
    ['x{acme}', ':x{acme}'],
    ['{}ada', '{{}ada}'],
    ['{ada', '{{ada}'],
    ['}ada', '.{.}}ada'],
  ])('%s is %s', async (key, filed) => {
    expect(await filedUnder(policies[0], key)).toBe(`sallyport:limits:rate:door:${filed}`)
  })

  it('are two for two keys', async () => {
    const two = async (one: string, other: string) => {
      fc.pre(one !== other)
      expect(await filedUnder(policies[0], one)).not.toBe(await filedUnder(policies[0], other))
    }
    await fc.assert(fc.asyncProperty(keys, keys, two), { numRuns: 2_000 })
    await fc.assert(
      fc.asyncProperty(keys, (key) => two(key, `{${key}}`)),
      { numRuns: 500 },
    )
  })
})

describe.skipIf(missing('redis', 'keys on a cluster'))('keys on a cluster', () => {
  let server: Server
  let client: Connected
  beforeAll(async () => {
    server = await startRedis({ args: ['--cluster-enabled', 'yes'] })
    client = await connect.ioredis(server.url)
  })
  afterAll(async () => {
    client?.close()
    await server?.stop()
  })
  const slotOf = (filed: string) => client.redis.command(['CLUSTER', 'KEYSLOT', filed])

  it('lie together for all policies of a key', async () => {
    const together = async (key: string) => {
      const [door, gate] = await Promise.all(policies.map((policy) => filedUnder(policy, key)))
      expect(await slotOf(door as string)).toBe(await slotOf(gate as string))
    }
    await fc.assert(fc.asyncProperty(keys, together), { numRuns: 1_000 })
  })

  it('lie together for keys with the same tag', async () => {
    const [ada, address] = [
      await filedUnder(policies[0], '{acme}:ada'),
      await filedUnder(policies[1], '{acme}:192.0.2.1'),
    ]
    expect(await slotOf(ada)).toBe(await slotOf(address))
    expect(await slotOf(ada)).toBe(await slotOf('acme'))
  })
})
