import { apiKeys, type KeyStore } from '@sallyport/api-keys'
import { redisKeyStore } from '@sallyport/api-keys/redis'
import { type Connected, connect } from '@sallyport-scripts/clients'
import { missing, type Server, startRedis } from '@sallyport-scripts/services'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const ada = { kind: 'user', id: 'ada' }

/** Whoever waits for what a feed tells. */
function listening() {
  const told: string[] = []
  let look = () => {}
  const tell = (word: string) => {
    told.push(word)
    look()
  }
  return {
    listener: {
      heard: (id: string) => tell(`heard ${id}`),
      lost: () => tell('lost'),
      restored: () => tell('restored'),
    },
    until: (word: string) =>
      new Promise<void>((resolve) => {
        look = () => told.includes(word) && resolve()
        look()
      }),
  }
}

describe.skipIf(missing('redis', 'apiKeys on Redis'))('apiKeys on two machines', () => {
  let server: Server
  let clients: Connected[]
  let stores: [KeyStore, KeyStore]
  beforeAll(async () => {
    server = await startRedis({ args: ['--appendonly', 'yes', '--appendfsync', 'always'] })
  })
  afterAll(() => server?.stop())
  beforeEach(async () => {
    clients = [await connect['node-redis'](server.url), await connect.ioredis(server.url)]
    stores = clients.map(({ redis }) => redisKeyStore(redis)) as [KeyStore, KeyStore]
  })
  afterEach(async () => {
    await Promise.allSettled(open.map((keys) => keys.close()))
    open = []
    for (const client of clients) client.close()
  })
  let open: ReturnType<typeof apiKeys>[] = []
  const machines = () => {
    const made = stores.map((store) =>
      apiKeys({ store, prefix: 'acme', env: 'live', maxPerOwner: 2 }),
    ) as [ReturnType<typeof apiKeys>, ReturnType<typeof apiKeys>]
    open.push(...made)
    return made
  }
  const wanted = (tenant: string) => ({ name: 'ci', tenant, owner: ada, actor: ada })

  it('issues, verifies, rotates and revokes here what the other has there', async () => {
    const [here, there] = machines()
    const { token, key } = await here.issue(wanted('t1'))
    const verdict = await there.verify(token.reveal())
    expect(verdict.ok && verdict.value).toMatchObject({ via: 'current', key: { tenant: 't1' } })

    const rotated = await there.rotate(key.id, { actor: ada })
    const reason = async (text: string) => {
      const found = await here.verify(text)
      return found.ok ? found.value.via : found.reason
    }
    expect(await reason(token.reveal())).toBe('previous')
    expect(await reason(rotated.token.reveal())).toBe('current')
    await Promise.all([here.flush(), there.flush()])
    const [stored] = await stores[1].page({ tenant: 't1' }, undefined, 1)
    expect(stored?.use.count).toBe(3)
    expect(stored?.use.previousLastUsedAt).toEqual(expect.any(Number))

    await there.revoke(key.id, { actor: ada, reason: 'leaked' })
    // As soon as the message has come.
    await expect.poll(() => reason(rotated.token.reveal())).toBe('key_revoked')
    await expect(here.rotate(key.id, { actor: ada })).rejects.toThrow('revoked')
  })

  it('counts an owner’s keys wherever they are issued; of two rotations at once, one', async () => {
    const [here, there] = machines()
    const issued = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? here : there).issue(wanted('t2'))),
    )
    const keys = issued.flatMap((one) => (one.status === 'fulfilled' ? [one.value.key] : []))
    expect(keys).toHaveLength(2)
    const [first, second] = keys.map(({ id }) => id) as [string, string]
    const rotations = await Promise.allSettled([
      here.rotate(first, { actor: ada }),
      there.rotate(first, { actor: ada }),
    ])
    expect(rotations.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await there.revoke(second, { actor: ada })
    await here.issue(wanted('t2'))
    await expect(there.issue(wanted('t2'))).rejects.toThrow()
  })

  it.each([
    ['node-redis', 0, 1],
    ['ioredis', 1, 0],
  ] as const)('hears of a revocation, and when it may have missed one: %s', async (_by, i, j) => {
    const ears = listening()
    const unsubscribe = (await stores[i].subscribe?.(ears.listener)) as () => void
    const { token, key } = await machines()[i].issue(wanted(`t3 ${i}`))
    await machines()[j].revoke(key.id, { actor: ada })
    await ears.until(`heard ${key.id}`)
    const verdict = await machines()[i].verify(token.reveal())
    expect(verdict.ok ? 'in' : verdict.reason).toBe('key_revoked')

    const back = clients.map((client) => client.reconnected())
    await server.down()
    await ears.until('lost')
    const meanwhile = await machines()[i].verify(token.reveal())
    expect(meanwhile).toMatchObject({ ok: false, reason: 'key_store_unavailable', status: 503 })
    await expect((async () => stores[i].check(new AbortController().signal))()).rejects.toThrow()
    await server.up()
    await ears.until('restored')
    await Promise.all(back)
    const after = await machines()[i].verify(token.reveal())
    expect(after.ok ? 'in' : after.reason).toBe('key_revoked')
    const { key: later } = await machines()[i].issue(wanted(`t4 ${i}`))
    await machines()[j].revoke(later.id, { actor: ada })
    await ears.until(`heard ${later.id}`)
    unsubscribe()
  })
})
