import { type KeyStore, memoryKeyStore } from '@sallyport/api-keys'
import type { FeedListener } from '@sallyport/core/clients'
import { manualTime } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'
import { createCache } from '../src/cache.ts'
import type { ReadyKey } from '../src/ready.ts'
import { ada, lateStore, openTestKeys, refusal } from './support/open-test-keys.ts'

const by = { actor: ada }
/** As much of a key as a cache looks at. */
const key = (id: string) => ({ view: { id } }) as ReadyKey // only its identity counts here

/** A cache over reads that end when a test says so. */
function open(options = {}) {
  const time = manualTime()
  const reads: { id: string; end: (given: ReadyKey | undefined) => void; fail: () => void }[] = []
  const read = (id: string) =>
    new Promise<ReadyKey | undefined>((end, fail) =>
      reads.push({ id, end, fail: () => fail(new Error('the store is down')) }),
    )
  const cache = createCache(read, time.monotonic, options)
  const found = async (id: string, ...given: [ReadyKey | undefined] | []) => {
    const before = reads.length
    const answer = cache.find(id)
    if (reads.length > before) reads.at(-1)?.end(given.length === 0 ? key(id) : given[0])
    return answer
  }
  return { cache, reads, time, found }
}

describe('a read', () => {
  it('is one for all who ask at the same time, and the next is kept', async () => {
    const { cache, reads } = open()
    const asked = Array.from({ length: 50 }, () => cache.find('a'))
    expect(reads).toHaveLength(1)
    const one = key('a')
    reads[0]?.end(one)
    for (const answer of asked) expect(await answer).toBe(one)
    expect(cache.find('a')).toBe(one)
    expect(reads).toHaveLength(1)
  })

  it('that fails fails for all who asked, and is tried anew', async () => {
    const { cache, reads, found } = open()
    const asked = [cache.find('a'), cache.find('a')]
    reads[0]?.fail()
    for (const answer of asked) expect(await refusal(Promise.resolve(answer))).toContain('down')
    expect((await found('a'))?.view.id).toBe('a')
    expect(reads).toHaveLength(2)
  })

  it('that finds nothing is not kept', async () => {
    const { reads, found } = open()
    expect(await found('a', undefined)).toBeUndefined()
    expect(await found('a')).toBeDefined()
    expect(reads).toHaveLength(2)
  })
})

describe('time', () => {
  it('ends what is kept, at its end and not after', async () => {
    const { reads, time, found } = open({ ttlMs: 100 })
    await found('a')
    time.advance(99)
    await found('a')
    expect(reads).toHaveLength(1)
    time.advance(1)
    await found('a')
    expect(reads).toHaveLength(2)
  })

  it('counts from when the read began: what it saw may have changed since', async () => {
    const { cache, reads, time, found } = open({ ttlMs: 100 })
    const answer = cache.find('a')
    time.advance(60)
    reads[0]?.end(key('a'))
    await answer
    time.advance(40)
    await found('a')
    expect(reads).toHaveLength(2)
  })

  it('does not end sooner or later because the machine’s clock was set', async () => {
    const { reads, time, found } = open({ ttlMs: 100 })
    await found('a')
    time.step(-1_000_000)
    time.advance(100)
    await found('a')
    expect(reads).toHaveLength(2)
  })

  it.each([{ ttlMs: -1 }, { ttlMs: Number.NaN }, { maxKeys: 0 }, { maxKeys: 1.5 }])(
    'cannot be %j',
    (cache) => expect(() => openTestKeys({ cache })).toThrow(RangeError),
  )
})

describe('room', () => {
  it('is for so many keys; the oldest goes', async () => {
    const { reads, found } = open({ maxKeys: 3 })
    for (const id of ['a', 'b', 'c', 'd']) await found(id)
    for (const id of ['b', 'c', 'd']) await found(id)
    expect(reads).toHaveLength(4)
    await found('a')
    expect(reads).toHaveLength(5)
  })

  it('is not taken from another by a key that is read anew', async () => {
    const { reads, time, found } = open({ maxKeys: 2, ttlMs: 100 })
    await found('a')
    time.advance(60)
    await found('b')
    time.advance(40)
    await found('a')
    await found('a')
    await found('b')
    expect(reads.map(({ id }) => id)).toEqual(['a', 'b', 'a'])
  })
})

describe('a read that began before a change', () => {
  it.each([
    ['forgotten', (listener: ReturnType<typeof open>['cache']) => listener.forget('a')],
    ['heard', (listener: FeedListener) => listener.heard('a')],
    ['lost', (listener: FeedListener) => listener.lost(new Error('gone'))],
    ['restored', (listener: FeedListener) => listener.restored()],
  ] as const)('is not kept, whenever it ends: %s', async (_, happens) => {
    const { cache, reads, found } = open()
    const before = cache.find('a')
    happens(cache)
    const [old, fresh] = [key('a'), key('a')]
    // Whoever asks after the change reads anew, and the old answer comes last.
    const after = cache.find('a')
    expect(reads).toHaveLength(2)
    reads[1]?.end(fresh)
    expect(await after).toBe(fresh)
    reads[0]?.end(old)
    expect(await before).toBe(old)
    expect(cache.find('a')).toBe(fresh)
    // And the other way about: the old answer comes first, and nobody is given it again.
    happens(cache)
    const late = cache.find('a')
    happens(cache)
    reads[2]?.end(old)
    expect(await late).toBe(old)
    expect(await found('a', fresh)).toBe(fresh)
  })

  it('of another key is kept', async () => {
    const { cache, reads } = open()
    const answer = cache.find('a')
    cache.heard('b')
    reads[0]?.end(key('a'))
    await answer
    expect(cache.find('a')).not.toBeInstanceOf(Promise)
  })
})

/** A store on another machine that several hear of. */
function shared(feed = true) {
  const inner = lateStore(memoryKeyStore())
  const listeners = new Set<FeedListener>()
  let reads = 0
  const store: KeyStore = {
    ...inner,
    get(id) {
      reads++
      return inner.get(id)
    },
    async replace(record, version) {
      const isReplaced = await inner.replace(record, version)
      if (isReplaced) for (const { heard } of listeners) heard(record.id)
      return isReplaced
    },
  }
  const subscribe = async (listener: FeedListener) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  return { store: feed ? { ...store, subscribe } : store, listeners, reads: () => reads }
}

describe('two instances', () => {
  it('a key that is read once is read no more, until its time is up', async () => {
    const { store, reads } = shared()
    const { issued, outcome, time } = openTestKeys({ store, cache: { ttlMs: 100 } })
    const { token } = await issued()
    for (let i = 0; i < 20; i++) expect(await outcome(token.reveal())).toBe('current')
    expect(reads()).toBe(1)
    time.advance(100)
    await outcome(token.reveal())
    expect(reads()).toBe(2)
  })

  it.each(['revoke', 'disable'] as const)('%s on one is seen by the other', async (act) => {
    const { store } = shared()
    const [one, other] = [openTestKeys({ store }), openTestKeys({ store })]
    const { token, key } = await one.issued()
    for (const { outcome } of [one, other]) expect(await outcome(token.reveal())).toBe('current')
    await one.keys[act](key.id, by)
    for (const { outcome } of [one, other]) {
      expect(await outcome(token.reveal())).toBe(act === 'revoke' ? 'key_revoked' : 'key_disabled')
    }
  })

  it('without a feed, the other goes on until its time is up, and no longer', async () => {
    const { store } = shared(false)
    const [one, other] = [openTestKeys({ store }), openTestKeys({ store })]
    const { token, key } = await one.issued()
    await other.outcome(token.reveal())
    await one.keys.revoke(key.id, by)
    expect(await one.outcome(token.reveal())).toBe('key_revoked')
    other.time.advance(5_000)
    expect(await other.outcome(token.reveal())).toBe('key_revoked')
  })

  it('a feed that is lost drops everything, and is told', async () => {
    const { store, listeners, reads } = shared()
    const errors: unknown[] = []
    const { issued, outcome } = openTestKeys({ store, onStoreError: (error) => errors.push(error) })
    const { token } = await issued()
    await outcome(token.reveal())
    const lost = new Error('lost')
    for (const listener of listeners) listener.lost(lost)
    await outcome(token.reveal())
    for (const listener of listeners) listener.restored()
    await outcome(token.reveal())
    expect([reads(), errors]).toEqual([3, [lost]])
  })

  it('what was read before the feed was heard is dropped once it is', async () => {
    const { store } = shared()
    let begin = (_unsubscribe: () => void): void => {}
    const promise = new Promise<() => void>((resolve) => {
      begin = resolve
    })
    const quiet = { ...store, subscribe: () => promise }
    const [one, other] = [openTestKeys({ store }), openTestKeys({ store: quiet })]
    const { token, key } = await one.issued()
    expect(await other.outcome(token.reveal())).toBe('current')
    await one.keys.revoke(key.id, by)
    begin(() => {})
    await promise
    await Promise.resolve()
    expect(await other.outcome(token.reveal())).toBe('key_revoked')
  })

  it('a closed one hears nothing more', async () => {
    const { store, listeners } = shared()
    const { keys } = openTestKeys({ store })
    await keys.close()
    expect(listeners.size).toBe(0)
  })

  it('a feed that cannot be had is told, and verifying goes on', async () => {
    const { store } = shared()
    const errors: unknown[] = []
    const subscribe = () => Promise.reject(new Error('no feed'))
    const onStoreError = (error: unknown) => errors.push(error)
    const { issued, keys, outcome } = openTestKeys({ store: { ...store, subscribe }, onStoreError })
    const { token } = await issued()
    expect(await outcome(token.reveal())).toBe('current')
    await keys.close()
    expect(String(errors[0])).toContain('no feed')
  })
})

it('a revocation whose answer was lost is not hidden by what is kept', async () => {
  const inner = lateStore()
  let answers = true
  const store: KeyStore = {
    ...inner,
    async replace(record, version) {
      const isReplaced = await inner.replace(record, version)
      if (!answers) throw new Error('the connection broke')
      return isReplaced
    },
  }
  const { issued, keys, outcome } = openTestKeys({ store })
  const { token, key } = await issued()
  await outcome(token.reveal())
  answers = false
  expect(await refusal(keys.revoke(key.id, by))).toContain('broke')
  expect(await outcome(token.reveal())).toBe('key_revoked')
})
