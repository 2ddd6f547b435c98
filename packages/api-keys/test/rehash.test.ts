import { type KeyRecord, type KeyStore, memoryKeyStore } from '@sallyport/api-keys'
import { secret } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { createDigester } from '../src/digest.ts'
import { createRehash } from '../src/rehash.ts'
import { madeKey } from './support/made-key.ts'
import { ada, lateStore, openTestKeys } from './support/open-test-keys.ts'

const by = { actor: ada }
const pepper = (id: string) => ({ id, key: secret(id.repeat(32)) })
const minute = 60_000

/** A store, and the records that were put in the place of others, each refused by what is planned. */
function watched(inner: KeyStore = memoryKeyStore()) {
  const replaced: KeyRecord[] = []
  const planned: ((record: KeyRecord) => void | Promise<void>)[] = []
  const store: KeyStore = {
    ...lateStore(inner),
    async replace(record, version) {
      await planned.shift()?.(record)
      replaced.push(record)
      return inner.replace(record, version)
    },
  }
  return { store, replaced, planned }
}

describe('a secret whose digest is an old one', () => {
  it.each([
    ['SHA-256', [], [pepper('a'), 'none'], 'hmac:a'],
    ['an older pepper', [pepper('a')], [pepper('b'), pepper('a')], 'hmac:b'],
  ] as const)(
    'gets another once it is shown, and nothing else changes: %s',
    async (_, was, is, kind) => {
      const { store, replaced } = watched()
      const { token, key } = await openTestKeys({ store, pepper: was }).issued()
      const before = (await store.get(key.id)) as KeyRecord
      const { keys, outcome } = openTestKeys({ store, pepper: is })
      expect(await outcome(token.reveal())).toBe('current')
      await keys.flush()
      const after = (await store.get(key.id)) as KeyRecord
      const { digest } = after.current
      expect(digest).not.toBe(before.current.digest)
      expect(after).toEqual({ ...before, version: 2, current: { ...before.current, kind, digest } })
      // The old way to make digests is no longer needed, and the new one is not made twice.
      const [newest] = is
      const later = openTestKeys({ store, pepper: [newest, 'none'] })
      expect(await later.outcome(token.reveal())).toBe('current')
      await Promise.all([later.keys.flush(), keys.flush()])
      expect(replaced).toHaveLength(1)
    },
  )

  it('is rehashed in the grace of a rotation too, whichever it is', async () => {
    const { store } = watched()
    const none = openTestKeys({ store })
    const { token, key } = await none.issued()
    const rotated = await none.keys.rotate(key.id, by)
    const until = (await store.get(key.id))?.previous?.until
    const { keys, outcome, time } = openTestKeys({ store, pepper: [pepper('a'), 'none'] })
    for (const [text, via] of [
      [token.reveal(), 'previous'],
      [rotated.token.reveal(), 'current'],
    ] as const) {
      expect(await outcome(text)).toBe(via)
      await keys.flush()
      expect((await store.get(key.id))?.[via]?.kind).toBe('hmac:a')
      expect(await outcome(text)).toBe(via)
      time.advance(minute)
    }
    expect((await store.get(key.id))?.previous?.until).toBe(until)
  })

  it('stays as it is where the key is refused, and where no pepper makes new digests', async () => {
    const { store, replaced } = watched()
    const none = openTestKeys({ store })
    const [disabled, other] = [await none.issued(), await none.issued()]
    await none.keys.disable(disabled.key.id, by)
    const changes = replaced.length
    const open = openTestKeys({ store, pepper: [pepper('a'), 'none'] })
    const wrong = `${other.token.reveal().slice(0, -1)}x`
    const outcomes = [disabled.token.reveal(), wrong].map((text) => open.outcome(text))
    expect(await Promise.all(outcomes)).toEqual(['key_disabled', 'key_malformed'])
    const plain = openTestKeys({ store, pepper: ['none', pepper('a')] })
    const peppered = await openTestKeys({ store, pepper: [pepper('a')] }).issued()
    expect(await plain.outcome(peppered.token.reveal())).toBe('current')
    await Promise.all([open.keys.flush(), plain.keys.close()])
    expect(replaced).toHaveLength(changes)
  })
})

/** A promise, and what lets it go. */
function wait() {
  let resolve = (): void => {}
  const promise = new Promise<void>((given) => {
    resolve = given
  })
  return { promise, resolve }
}

describe('rehashing', () => {
  it('is waited for by flush and close, and by no verification; once however often it is used', async () => {
    const { store, replaced, planned } = watched()
    const { token, key } = await openTestKeys({ store }).issued()
    const { keys, outcome } = openTestKeys({ store, pepper: [pepper('a'), 'none'] })
    const written = wait()
    planned.push(() => written.promise)
    for (let i = 0; i < 5; i++) expect(await outcome(token.reveal())).toBe('current')
    const ended: string[] = []
    const waiting = [
      keys.flush().then(() => ended.push('flush')),
      keys.close().then(() => ended.push('close')),
    ]
    expect([replaced.length, ended]).toEqual([0, []])
    written.resolve()
    await Promise.all(waiting)
    expect([replaced.length, ended.length]).toEqual([1, 2])
    expect((await store.get(key.id))?.current.kind).toBe('hmac:a')
  })

  it('loses to whoever was faster, and undoes nothing of theirs', async () => {
    const { store, planned } = watched()
    const none = openTestKeys({ store })
    const { token, key } = await none.issued()
    const errors: unknown[] = []
    const onStoreError = (error: unknown) => void errors.push(error)
    const { keys, outcome } = openTestKeys({ store, pepper: [pepper('a'), 'none'], onStoreError })
    planned.push(async () => void (await none.keys.revoke(key.id, by)))
    expect(await outcome(token.reveal())).toBe('current')
    await keys.flush()
    expect(await outcome(token.reveal())).toBe('key_revoked')
    expect([(await store.get(key.id))?.current.kind, errors]).toEqual(['sha256', []])
  })

  it('tells of a failure, lets everybody in, and rests for a minute', async () => {
    const { store, planned } = watched()
    const none = openTestKeys({ store })
    const [one, other] = [await none.issued(), await none.issued()]
    const errors: unknown[] = []
    const { keys, outcome, time } = openTestKeys({
      store,
      pepper: [pepper('a'), 'none'],
      onStoreError: (error) => void errors.push(error),
    })
    const down = new Error('takes no writes')
    const fail = () => Promise.reject(down)
    planned.push(fail)
    const used = async () => {
      for (const { token } of [one, other, one]) {
        expect(await outcome(token.reveal())).toBe('current')
        await keys.flush()
      }
      const ids = [one.key.id, other.key.id]
      return Promise.all(ids.map(async (id) => (await store.get(id))?.current.kind))
    }
    expect(await used()).toEqual(['sha256', 'sha256'])
    time.advance(minute - 1)
    expect(await used()).toEqual(['sha256', 'sha256'])
    expect(errors).toEqual([down])
    time.advance(1)
    expect(await used()).toEqual(['hmac:a', 'hmac:a'])
  })

  it('between machines that do not agree which pepper is the newest: a write a minute, not a request', async () => {
    const { store, replaced } = watched()
    const peppers = [pepper('a'), pepper('b')]
    const machines = [peppers, peppers.toReversed()].map((given) =>
      openTestKeys({ store, pepper: given, cache: { ttlMs: 0 } }),
    )
    const { token } = await openTestKeys({ store, pepper: peppers }).issued()
    for (let i = 0; i < 20; i++) {
      for (const { keys, outcome } of machines) {
        expect(await outcome(token.reveal())).toBe('current')
        await keys.flush()
      }
    }
    expect(replaced).toHaveLength(2)
  })
})

it('of very many keys at once a few are under way, and the others come later', async () => {
  const written = wait()
  const replaced: string[] = []
  const rehash = createRehash({
    store: {
      async replace({ id }) {
        await written.promise
        replaced.push(id)
        return true
      },
    },
    forget: () => {},
    onError: () => {},
    monotonic: () => 0,
  })
  const digester = createDigester([pepper('a'), 'none'])
  const keys = Array.from({ length: 100 }, () => madeKey())
  const beginAll = () => {
    for (const key of keys) rehash.begin(key, 'current', digester, key.id)
  }
  beginAll()
  written.resolve()
  await rehash.settled()
  expect(replaced).toHaveLength(16)
  for (let i = 0; i < 6; i++) {
    beginAll()
    await rehash.settled()
  }
  expect(replaced.toSorted()).toEqual(keys.map(({ id }) => id).toSorted())
})
