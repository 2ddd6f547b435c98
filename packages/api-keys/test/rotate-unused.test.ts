import type { KeyView } from '@sallyport/api-keys'
import type { Secret } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { ada, day, openTestKeys, refusal } from './support/open-test-keys.ts'

const by = { actor: ada }

/** Keys that are thirty days old, and a postbox. */
async function open() {
  const opened = openTestKeys({ flushMs: 20 * day })
  const old = [await opened.issued(), await opened.issued(), await opened.issued({ tenant: 't2' })]
  opened.time.advance(30 * day)
  const post = new Map<string, Secret>()
  const deliver = async (key: KeyView, token: Secret) => void post.set(key.id, token)
  return { ...opened, old, post, deliver, ids: old.map(({ key }) => key.id).toSorted() }
}

describe('rotateUnused', () => {
  it('gives each a new secret that works, with a grace for the old', async () => {
    const { deliver, ids, keys, old, outcome, post, time } = await open()
    const result = await keys.rotateUnused({ ...by, days: 30, deliver, graceMs: day })
    expect(result).toEqual({ rotated: ids, failed: [] })
    for (const { token, key } of old) {
      expect(await outcome(post.get(key.id)?.reveal())).toBe('current')
      expect(await outcome(token.reveal())).toBe('previous')
    }
    time.advance(day)
    for (const { token } of old) expect(await outcome(token.reveal())).toBe('key_wrong_secret')
  })

  it('leaves alone: what is used, new, rotated lately, in its grace, of another tenant, inactive', async () => {
    const { deliver, issued, keys, old, outcome, post, time } = await open()
    const [used, disabled, elsewhere] = old
    const [, rotated, inGrace] = [await issued(), await issued(), await issued()]
    const revoked = await issued()
    time.advance(29 * day)
    await keys.rotate(rotated?.key.id ?? '', by)
    await outcome(used?.token.reveal())
    await keys.flush()
    await keys.disable(disabled?.key.id ?? '', by)
    await keys.revoke(revoked.key.id, by)
    await keys.rotate(inGrace?.key.id ?? '', { ...by, graceMs: 40 * day })
    const result = await keys.rotateUnused({ ...by, days: 30, tenant: 't1', deliver })
    expect(result).toEqual({ rotated: [], failed: [] })
    expect(post.size).toBe(0)
    const others = await keys.rotateUnused({ ...by, days: 30, deliver })
    expect(others.rotated).toEqual([elsewhere?.key.id])
  })

  it('counts from the last rotation: nobody could have used the new secret before', async () => {
    const { deliver, ids, keys } = await open()
    for (const id of ids) await keys.rotate(id, { ...by, graceMs: 0 })
    expect((await keys.rotateUnused({ ...by, days: 30, deliver })).rotated).toEqual([])
  })

  it('counts uses that are not written yet', async () => {
    const { deliver, keys, old, outcome, post } = await open()
    for (const { token } of old) await outcome(token.reveal())
    expect((await keys.rotateUnused({ ...by, days: 30, deliver })).rotated).toEqual([])
    expect(post.size).toBe(0)
  })

  it('a delivery that fails leaves that key as it was, and keeps none of the others from it', async () => {
    const { audit, deliver, ids, keys, old, outcome } = await open()
    const [bad = ''] = ids
    const before = await keys.get(bad)
    const lost = new Error('the postbox is full')
    const result = await keys.rotateUnused({
      ...by,
      days: 30,
      deliver: async (key, token) => {
        if (key.id === bad) throw lost
        await deliver(key, token)
      },
    })
    expect(result).toEqual({ rotated: ids.slice(1), failed: [{ id: bad, error: lost }] })
    expect(await keys.get(bad)).toEqual(before)
    expect(await outcome(old.find(({ key }) => key.id === bad)?.token.reveal())).toBe('current')
    expect(audit.events.filter(({ type }) => type === 'api_key.rotated')).toHaveLength(2)
  })

  it('a key that is revoked while its secret is on its way stays revoked', async () => {
    const { keys, old, outcome, post } = await open()
    const result = await keys.rotateUnused({
      ...by,
      days: 30,
      tenant: 't2',
      deliver: async (key, token) => {
        post.set(key.id, token)
        await keys.revoke(key.id, by)
      },
    })
    expect(result).toMatchObject({ rotated: [], failed: [{ error: { reason: 'revoked' } }] })
    for (const token of [old[2]?.token, ...post.values()]) {
      expect(await outcome(token?.reveal())).toMatch(/^key_(revoked|wrong_secret)$/)
    }
  })

  it('two at once rotate each key once', async () => {
    const { deliver, ids, keys } = await open()
    const results = await Promise.all([
      keys.rotateUnused({ ...by, days: 30, deliver }),
      keys.rotateUnused({ ...by, days: 30, deliver }),
    ])
    expect(results.flatMap(({ rotated }) => rotated).toSorted()).toEqual(ids)
  })

  it.each([{ days: -1 }, { days: Number.NaN }, { days: 1.5 }, { days: 30, graceMs: -1 }])(
    'cannot be asked for %j',
    async (given) => {
      const { deliver, keys } = await open()
      expect(await refusal(keys.rotateUnused({ ...by, deliver, ...given }))).toMatch(/RangeError/)
    },
  )
})

describe('reportLeak', () => {
  it('revokes whose secret is right, current or previous; never by an id alone', async () => {
    const { audit, issued, keys, outcome } = openTestKeys()
    const [leaked, rotated, safe] = [await issued(), await issued(), await issued()]
    await keys.rotate(rotated.key.id, by)
    const safeText = safe.token.reveal()
    const guess = `${safeText.slice(0, -1)}${safeText.endsWith('0') ? '1' : '0'}`
    const given = [leaked.token.reveal(), rotated.token.reveal(), guess, leaked.token.reveal()]
    expect(await keys.reportLeak(given, by)).toEqual([
      { found: true, id: leaked.key.id, revoked: true },
      { found: true, id: rotated.key.id, revoked: true },
      { found: false },
      { found: true, id: leaked.key.id, revoked: false },
    ])
    expect(await outcome(leaked.token.reveal())).toBe('key_revoked')
    expect(await outcome(safeText)).toBe('current')
    const types = audit.events.map(({ type }) => type)
    expect(types.filter((type) => type === 'api_key.leaked')).toHaveLength(3)
    expect(types.filter((type) => type === 'api_key.revoked')).toHaveLength(2)
  })

  it('takes a disabled and an expired key out for good too', async () => {
    const { issued, keys, time } = openTestKeys()
    const [disabled, expired] = [await issued(), await issued({ expiresAt: time.clock() + 1 })]
    await keys.disable(disabled.key.id, by)
    time.advance(1)
    for (const { token, key } of [disabled, expired]) {
      expect(await keys.reportLeak([token.reveal()], by)).toMatchObject([{ revoked: true }])
      expect((await keys.get(key.id))?.revokedAt).not.toBeNull()
    }
  })

  it('is bounded', async () => {
    const { keys } = openTestKeys()
    expect(await refusal(keys.reportLeak(Array(1_001).fill('x'), by))).toMatch(/RangeError/)
  })
})
