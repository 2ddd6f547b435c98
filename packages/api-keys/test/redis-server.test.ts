import type { KeyRecord, KeyStore, StoredKey } from '@sallyport/api-keys'
import { redisKeyStore } from '@sallyport/api-keys/redis'
import { type Connected, connect } from '@sallyport-scripts/clients'
import { missing, type Server, startRedis } from '@sallyport-scripts/services'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changed, record } from './support/redis-records.ts'
import { expectWhole } from './support/redis-wholeness.ts'

const tag = '{sallyport:keys}'
const at = 1_800_000_000_000

describe.skipIf(missing('redis', 'redisKeyStore on a server'))('redisKeyStore', () => {
  let server: Server
  let client: Connected
  let store: KeyStore
  let sent: unknown[]
  beforeAll(async () => {
    server = await startRedis()
    client = await connect['node-redis'](server.url)
    store = redisKeyStore({
      subscribe: client.redis.subscribe,
      command(args) {
        sent.push(args[0])
        return client.redis.command(args)
      },
    })
  })
  afterAll(async () => {
    client?.close()
    await server?.stop()
  })
  beforeEach(async () => {
    await client.redis.command(['FLUSHALL'])
    sent = []
  })
  const command = (...args: string[]) => client.redis.command(args)
  const insertAll = (records: readonly KeyRecord[]) =>
    Promise.all(records.map(async (one) => store.insert(one)))
  const idsOf = (page: readonly StoredKey[]) => page.map((one) => one.record.id)

  it('asks once for everything', async () => {
    const one = record()
    const use = { id: one.id, at, previousAt: null, count: 1 }
    await insertAll([record(), record()])
    await store.replace(changed(one), 1)
    await store.touch([use])
    await store.page({}, undefined, 1)
    sent = []
    await store.insert(one, 100)
    await store.get(one.id)
    await store.replace(changed(one), 1)
    await store.touch(Array.from({ length: 1_000 }, () => use))
    await store.page({ tenant: 't1', env: 'live' }, undefined, 100)
    await store.check(new AbortController().signal)
    expect(sent).toEqual(['EVALSHA', 'HGET', 'EVALSHA', 'EVALSHA', 'EVALSHA', 'HLEN'])
    await store.touch([])
    expect(sent).toHaveLength(6)
  })

  it('goes on when the server has forgotten its scripts', async () => {
    const one = record()
    for (const step of [
      () => store.insert(one),
      () => store.replace(changed(one), 1),
      () => store.touch([{ id: one.id, at, previousAt: at, count: 2 }]),
    ]) {
      await command('SCRIPT', 'FLUSH')
      await step()
    }
    await command('SCRIPT', 'FLUSH')
    expect(await store.page({ tenant: 't1' }, undefined, 2)).toEqual([
      { record: changed(one), use: { lastUsedAt: at, previousLastUsedAt: at, count: 2 } },
    ])
  })

  it.each([
    [
      'text of all kinds',
      '\u2028\u2029\r\n\0"\\\u{1f511}\ud800{}*%',
      { a: ['\n\n', '\udfff', 'é'] },
    ],
    ['names of prototypes', '__proto__', JSON.parse('{"__proto__":{"x":1},"constructor":null}')],
    ['numbers', '0', { n: [0.1, 1e308, -5e-324, 2 ** 53 - 1] }],
    ['a depth of 2,000', 'deep', JSON.parse('['.repeat(2_000) + ']'.repeat(2_000))],
    ['nothing', ' ', null],
  ])('gives back what it was given: %s', async (_what, text, metadata) => {
    const owner = { kind: text, id: text }
    const one = record({ tenant: text, owner, parent: text, name: text, metadata })
    expect(await store.insert(one, 1)).toBe('inserted')
    expect(await store.insert({ ...one, id: 'other' }, 1)).toBe('too_many')
    const future = { ...changed(one), hue: { of: [text] } }
    expect(await store.replace(future, 1)).toBe(true)
    expect(JSON.stringify(await store.get(one.id))).toBe(JSON.stringify(future))
    const page = await store.page({ tenant: text, owner, parent: text, env: 'live' }, undefined, 2)
    expect(JSON.stringify(page.map((found) => found.record))).toBe(JSON.stringify([future]))
    await expectWhole(client.redis)
  })

  it('tells tenants and owners apart whatever they are called', async () => {
    const twins = [
      record({ tenant: 'a', owner: { kind: 'b', id: 'c' } }),
      record({ tenant: 'a","b', owner: { kind: 'c', id: '' } }),
      record({ tenant: '', owner: { kind: 'a', id: '"b","c' } }),
      record({ tenant: '\ud800', owner: { kind: 'b', id: 'c' } }),
      record({ tenant: '\ud801', owner: { kind: 'b', id: 'c' } }),
      record({ tenant: '\ufffd', owner: { kind: 'b', id: 'c' } }),
      record({ tenant: 'null', parent: 'null' }),
      record({ tenant: 'null2', parent: null }),
    ]
    for (const one of twins) expect(await store.insert(one, 1)).toBe('inserted')
    for (const { id, tenant, owner } of twins) {
      expect(idsOf(await store.page({ tenant, owner }, undefined, 9))).toEqual([id])
      expect(idsOf(await store.page({ tenant }, undefined, 9))).toEqual([id])
    }
    expect(await store.page({ parent: 'null' }, undefined, 9)).toHaveLength(1)
  })

  it('follows a key that changes hands', async () => {
    const one = record({ parent: 'p' })
    const two = changed(one, { tenant: 't2', owner: { kind: 'bot', id: 'b' }, parent: null })
    const three = changed(two, { env: 'test', revokedAt: at })
    await store.insert(one, 1)
    expect(await store.replace(two, 2)).toBe(false)
    expect(await store.replace(two, 1)).toBe(true)
    await expectWhole(client.redis)
    expect(await store.insert(record(), 1)).toBe('inserted')
    expect(await store.replace(three, 2)).toBe(true)
    expect(await expectWhole(client.redis)).toContainEqual(three)
    expect(await store.replace(changed(three, { revokedAt: null }), 3)).toBe(true)
    await expectWhole(client.redis)
    expect(await store.insert(record({ tenant: 't2', owner: two.owner }), 1)).toBe('too_many')
  })

  it('adds a thousand uses at once, from everywhere, to the last one and the last digit', async () => {
    const other = await connect.ioredis(server.url)
    const records = Array.from({ length: 1_000 }, () => record())
    await insertAll(records)
    const touches = (i: number) =>
      records.map(({ id }) => ({
        id,
        at: at + i,
        previousAt: i < 5 ? at - i : null,
        count: 2 ** 48,
      }))
    await Promise.all(
      Array.from({ length: 20 }, async (_, i) =>
        (i % 2 === 0 ? store : redisKeyStore(other.redis)).touch(touches(i)),
      ),
    )
    const page = await store.page({ tenant: 't1' }, undefined, 1_000)
    expect(idsOf(page)).toEqual(records.map(({ id }) => id).toSorted())
    for (const { use } of page) {
      expect(use).toEqual({ lastUsedAt: at + 19, previousLastUsedAt: at, count: 20 * 2 ** 48 })
    }
    other.close()
  })

  it('pages through 5,000 keys while others are inserted and replaced: each once', async () => {
    const records = Array.from({ length: 5_000 }, () => record())
    await insertAll(records)
    const before = (id: string) => `a${id.slice(1)}`
    const seen: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await store.page({ tenant: 't1' }, after, 250)
      seen.push(...idsOf(page))
      const first = page[0]?.record
      if (first) await store.replace(changed(first, { name: 'changed' }), 1)
      await insertAll([record(), record({ id: before(record().id) }), record({ tenant: 't2' })])
      if (page.length < 250) break
      after = seen.at(-1)
    }
    expect(seen).toEqual([...new Set(seen)].toSorted())
    const found = new Set(seen)
    expect(records.filter(({ id }) => !found.has(id))).toEqual([])
    await expectWhole(client.redis)
  })

  it('looks at no more than a thousand keys at a time for those that fit', async () => {
    const rare = Array.from({ length: 3 }, (_, i) => record({ id: `m${i}`, env: 'test' }))
    const many = Array.from({ length: 1_250 }, () => record())
    const more = many.map(({ id }) => record({ id: `z${id}` }))
    await insertAll([...rare, ...many, ...more])
    sent = []
    const query = { tenant: 't1', env: 'test' }
    expect(idsOf(await store.page(query, undefined, 3))).toEqual(['m0', 'm1', 'm2'])
    expect(sent).toHaveLength(2)
    expect(idsOf(await store.page(query, undefined, 4))).toEqual(['m0', 'm1', 'm2'])
    expect(sent).toHaveLength(2 + 3)
    expect(await store.page({}, 'm2', 2_000)).toHaveLength(1_250)
    expect(sent).toHaveLength(2 + 3 + 2)
    expect(await store.page(query, 'm2', 1)).toEqual([])
    expect(await store.page({}, undefined, 1_200)).toHaveLength(1_200)
  })

  it('looks at the keys of one parent, one owner or one tenant alone', async () => {
    const [user, bot] = [
      { kind: 'user', id: 'ada' },
      { kind: 'bot', id: 'ada' },
    ]
    const crowd = Array.from({ length: 1_100 }, () => record({ tenant: 't2', owner: user }))
    const child = record({ id: 'z1', tenant: 't1', owner: user, parent: 'p' })
    await insertAll([...crowd, child, record({ id: 'z2', tenant: 't2', owner: bot })])
    for (const [query, ids] of [
      [{ tenant: 't1' }, ['z1']],
      [{ tenant: 't1', owner: user }, ['z1']],
      [{ parent: 'p' }, ['z1']],
      [{ tenant: 't2', parent: 'p' }, []],
      [{ owner: bot }, ['z2']],
      [{ tenant: 't2', owner: bot, env: 'live' }, ['z2']],
    ] as const) {
      sent = []
      expect(idsOf(await store.page(query, undefined, 9))).toEqual(ids)
      expect(sent).toHaveLength(1)
    }
  })

  it('passes over an id whose record is gone', async () => {
    const [lost, kept] = [record(), record()]
    await insertAll([lost, kept])
    await command('HDEL', `${tag}:records`, lost.id)
    expect(idsOf(await store.page({}, undefined, 9))).toEqual([kept.id])
  })

  it('revokes on a server that is full, and adds nothing there', async () => {
    const one = record()
    await store.insert(one)
    const revoked = changed(one, { revokedAt: at })
    await command('CONFIG', 'SET', 'maxmemory', '1')
    await expect((async () => store.insert(record()))()).rejects.toThrow('OOM')
    const use = { id: one.id, at, previousAt: null, count: 1 }
    await expect((async () => store.touch([use]))()).rejects.toThrow('OOM')
    expect(await store.get(one.id)).toEqual(one)
    expect(await store.replace(revoked, 1)).toBe(true)
    await command('CONFIG', 'SET', 'maxmemory', '0')
    expect(await expectWhole(client.redis)).toEqual([revoked])
  })

  it.each([
    'ids',
    'ids:owner:["user","ada"]',
    'ids:tenant-owner:["t1","user","ada"]',
    'unrevoked:["t1","user","ada"]',
  ])('does nothing where one of its keys holds something else: %s', async (key) => {
    const one = record()
    const held = `${tag}:${key}`
    await command('SET', held, 'mine')
    await expect((async () => store.insert(one, 1))()).rejects.toThrow('WRONGTYPE')
    await command('DEL', held)
    expect(await expectWhole(client.redis)).toEqual([])
    await store.insert(one, 1)
    await command('RENAME', held, 'aside')
    await command('SET', held, 'mine')
    const revoked = changed(one, { revokedAt: at })
    await expect((async () => store.replace(revoked, 1))()).rejects.toThrow('WRONGTYPE')
    await command('RENAME', 'aside', held)
    expect(await expectWhole(client.redis)).toEqual([one])
  })

  it('needs no rights but those to its own keys and channel', async () => {
    const one = record()
    await command(
      'ACL',
      'SETUSER',
      'mute',
      'on',
      '>m',
      '~{sallyport:keys}:*',
      '+@all',
      'resetchannels',
    )
    const mute = await connect.ioredis(server.url.replace('//', '//mute:m@'))
    const muted = redisKeyStore(mute.redis)
    expect(await muted.insert(one, 1)).toBe('inserted')
    await expect((async () => muted.replace(changed(one), 1))()).rejects.toThrow(/channel|ACL/)
    expect(await store.get(one.id)).toEqual(one)
    await command('ACL', 'SETUSER', 'mute', '&{sallyport:keys}:*')
    expect(await muted.replace(changed(one), 1)).toBe(true)
    expect(await muted.page({ env: 'live' }, undefined, 9)).toHaveLength(1)
    expect(await muted.check(new AbortController().signal)).toEqual({ ok: true })
    mute.close()
  })

  it('keeps stores of other prefixes apart', async () => {
    const other = redisKeyStore(client.redis, { prefix: 'other' })
    const one = record()
    await store.insert(one, 1)
    expect(await other.get(one.id)).toBeUndefined()
    expect(await other.insert(one, 1)).toBe('inserted')
    await other.replace(changed(one, { revokedAt: at }), 1)
    expect(await store.get(one.id)).toEqual(one)
    await expectWhole(client.redis)
    await expectWhole(client.redis, '{other}')
  })
})
