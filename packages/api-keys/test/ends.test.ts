import { memoryKeyStore } from '@sallyport/api-keys'
import { describe, expect, it } from 'vitest'
import { ada, day, openTestKeys, refusal, start } from './support/open-test-keys.ts'

const by = { actor: ada }

describe('a key that has expired', () => {
  it.each([
    ['is not prolonged', false],
    ['nor while it is disabled', true],
  ])('%s', async (_, isDisabled) => {
    const { issued, keys, outcome, time } = openTestKeys()
    const { token, key } = await issued({ expiresAt: start + day })
    time.advance(day)
    if (isDisabled) await keys.disable(key.id, by)
    for (const expiresAt of [null, start + 9 * day]) {
      expect(await refusal(keys.update(key.id, { ...by, expiresAt }))).toBe('expired')
    }
    if (isDisabled) await keys.enable(key.id, by)
    expect(await outcome(token.reveal())).toBe('key_expired')
    expect((await keys.update(key.id, { ...by, name: 'old' })).name).toBe('old')
  })

  it('but one that has not is', async () => {
    const { issued, keys, outcome, time } = openTestKeys()
    const { token, key } = await issued({ expiresAt: start + day })
    time.advance(day - 1)
    await keys.update(key.id, { ...by, expiresAt: start + 9 * day })
    time.advance(1)
    expect(await outcome(token.reveal())).toBe('current')
  })
})

it('what a store adds to a record is not shown', async () => {
  const store = memoryKeyStore()
  const { issued, keys } = openTestKeys({ store })
  const { key } = await issued()
  const record = await store.get(key.id)
  const older = { digest: 'd'.repeat(64) }
  await store.replace({ ...record, version: 2, older } as never, 1)
  expect(Object.keys((await keys.get(key.id)) ?? {})).toEqual(Object.keys(key))
})

describe('bounds', () => {
  it.each(['x'.repeat(501), '\u202Eyes', 'two\nlines', '', 7])('a reason: %j', async (reason) => {
    const { issued, keys } = openTestKeys()
    const { key } = await issued()
    expect(await refusal(keys.revoke(key.id, { ...by, reason } as never))).toMatch(
      /RangeError: api-keys: "reason"/,
    )
    await keys.revoke(key.id, { ...by, reason: 'x'.repeat(500) })
  })

  it('a thousand networks', async () => {
    const { issued, keys } = openTestKeys()
    const networks = Array.from({ length: 1_001 }, (_, i) => `10.0.${i >> 8}.${i & 255}`)
    expect(await refusal(issued({ networks }))).toMatch(
      /RangeError.*"networks" must be 1000 at most/,
    )
    const { key } = await issued({ networks: networks.slice(1) })
    expect(await refusal(keys.update(key.id, { ...by, networks }))).toMatch(/RangeError/)
  })
})
