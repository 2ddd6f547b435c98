import { type KeyRecord, type KeyStore, memoryKeyStore } from '@sallyport/api-keys'
import { describe, expect, it } from 'vitest'
import { ada, day, openTestKeys, refusal } from './support/open-test-keys.ts'

const by = { actor: ada }

/** A store whose reads wait, each until a test lets it go on; what they give was read at once. */
function heldReads() {
  const inner = memoryKeyStore()
  const held: (() => void)[] = []
  let holds = false
  const store: KeyStore = {
    ...inner,
    get(id) {
      const found: KeyRecord | undefined = inner.get(id)
      if (!holds) return Promise.resolve(found)
      return new Promise((resolve) => held.push(() => resolve(found)))
    },
  }
  const hold = (on: boolean): void => {
    holds = on
  }
  return { store, held, hold }
}

describe('a read of before that ends after', () => {
  it.each(['revoke', 'disable'] as const)('%s: is not what the next request sees', async (act) => {
    const { store, held, hold } = heldReads()
    const { issued, keys, outcome } = openTestKeys({ store })
    const { token, key } = await issued()
    hold(true)
    const before = outcome(token.reveal())
    hold(false)
    await keys[act](key.id, by)
    const after = await outcome(token.reveal())
    expect(after).toMatch(/^key_(revoked|disabled)$/)
    for (const goOn of held) goOn()
    await before
    expect(await outcome(token.reveal())).toBe(after)
  })

  it('a rotation without a grace: the old secret is dead, the new one works', async () => {
    const { store, held, hold } = heldReads()
    const { issued, keys, outcome } = openTestKeys({ store })
    const { token, key } = await issued()
    hold(true)
    const before = outcome(token.reveal())
    hold(false)
    const rotated = await keys.rotate(key.id, { ...by, graceMs: 0 })
    for (const goOn of held) goOn()
    await before
    expect(await outcome(token.reveal())).toBe('key_wrong_secret')
    expect(await outcome(rotated.token.reveal())).toBe('current')
  })

  it('an update that takes away is not undone by one that read before it', async () => {
    const { store, held, hold } = heldReads()
    const { issued, keys } = openTestKeys({ store })
    const { key } = await issued({ scopes: ['orders:read'] })
    hold(true)
    const renamed = keys.update(key.id, { ...by, name: 'new' })
    hold(false)
    await keys.update(key.id, { ...by, scopes: [] })
    for (const goOn of held) goOn()
    await renamed
    expect(await keys.get(key.id)).toMatchObject({ name: 'new', scopes: [] })
  })
})

describe('what is kept ends by itself', () => {
  it('a key that expires, and a grace that ends, while they are cached', async () => {
    const { store } = heldReads()
    const { issued, keys, outcome, time } = openTestKeys({ store, cache: { ttlMs: 90 * day } })
    const { token, key } = await issued({ expiresAt: time.clock() + 20 })
    await keys.rotate(key.id, { ...by, graceMs: 10 })
    time.advance(9)
    expect(await outcome(token.reveal())).toBe('previous')
    time.advance(1)
    expect(await outcome(token.reveal())).toBe('key_wrong_secret')
    const other = await issued({ expiresAt: time.clock() + 5 })
    expect(await outcome(other.token.reveal())).toBe('current')
    time.advance(5)
    expect(await outcome(other.token.reveal())).toBe('key_expired')
  })
})

describe('a clock that is set back', () => {
  it('revives nothing that a person ended', async () => {
    const { issued, keys, outcome, time } = openTestKeys()
    const [revoked, disabled, rotated] = [await issued(), await issued(), await issued()]
    await keys.revoke(revoked.key.id, by)
    await keys.disable(disabled.key.id, by)
    await keys.rotate(rotated.key.id, { ...by, graceMs: 0 })
    for (const ms of [-1, -day, -1_000 * day]) {
      time.step(ms)
      expect(await outcome(revoked.token.reveal())).toBe('key_revoked')
      expect(await outcome(disabled.token.reveal())).toBe('key_disabled')
      expect(await outcome(rotated.token.reveal())).toBe('key_wrong_secret')
    }
  })

  it('keeps no cached key for longer', async () => {
    const { store } = heldReads()
    const one = openTestKeys({ store })
    const other = openTestKeys({ store })
    const { token, key } = await one.issued()
    await other.outcome(token.reveal())
    await one.keys.revoke(key.id, by)
    other.time.step(-day)
    other.time.advance(5_000)
    expect(await other.outcome(token.reveal())).toBe('key_revoked')
  })
})

describe('a store that fails', () => {
  it.each(['get', 'insert', 'replace', 'page'] as const)(
    'at %s: verbs reject, nobody is let in, and the next attempt works',
    async (step) => {
      const inner = memoryKeyStore()
      let fails = false
      const fail = (): never => {
        throw new Error('down')
      }
      const store: KeyStore = {
        ...inner,
        [step]: (...given: never[]) =>
          fails ? fail() : (inner[step] as (...all: never[]) => unknown)(...given),
      }
      const { issued, keys, outcome } = openTestKeys({ store })
      const { token, key } = await issued()
      fails = true
      const acts = {
        get: () => keys.rotate(key.id, { ...by, force: true }),
        insert: () => issued(),
        replace: () => keys.rotate(key.id, by),
        page: () => keys.revokeAll({ tenant: 't1' }, by),
      }
      expect(await refusal(acts[step]())).toContain('down')
      expect(await outcome(token.reveal())).toBe(
        step === 'get' ? 'key_store_unavailable' : 'current',
      )
      fails = false
      expect(await outcome(token.reveal())).toBe('current')
      expect(await refusal(acts[step]())).toBeUndefined()
    },
  )
})
