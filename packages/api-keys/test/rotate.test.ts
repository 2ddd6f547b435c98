import { apiKeyMetrics, memoryKeyStore } from '@sallyport/api-keys'
import { describe, expect, it } from 'vitest'
import { ada, day, lateStore, openTestKeys, refusal, start } from './support/open-test-keys.ts'

const by = { actor: ada }

describe('the grace', () => {
  it('ends with the key', async () => {
    const { issued, keys, outcome, time } = openTestKeys()
    const { token, key } = await issued({ expiresAt: start + 3 * day })
    const rotated = await keys.rotate(key.id, { ...by, graceMs: 7 * day })
    expect(rotated.key.previousUntil).toBe(start + 3 * day)
    time.advance(3 * day - 1)
    expect(await outcome(token.reveal())).toBe('previous')
    time.advance(1)
    expect(await outcome(token.reveal())).toBe('key_wrong_secret')
    expect(await outcome(rotated.token.reveal())).toBe('key_expired')
  })

  it('of a key that is prolonged later stays as short as it was', async () => {
    const { issued, keys, outcome, time } = openTestKeys()
    const { token, key } = await issued({ expiresAt: start + day })
    await keys.rotate(key.id, { ...by, graceMs: 7 * day })
    await keys.update(key.id, { ...by, expiresAt: start + 90 * day })
    time.advance(day)
    expect(await outcome(token.reveal())).toBe('key_wrong_secret')
  })

  it('of a key that is shortened later ends with it', async () => {
    const { issued, keys, outcome, time } = openTestKeys()
    const { token, key } = await issued()
    await keys.rotate(key.id, { ...by, graceMs: 7 * day })
    await keys.update(key.id, { ...by, expiresAt: start + day })
    time.advance(day)
    expect(await outcome(token.reveal())).toBe('key_expired')
  })

  it('of 0 kills at once', async () => {
    const { issued, keys, outcome } = openTestKeys()
    const { token, key } = await issued()
    const rotated = await keys.rotate(key.id, { ...by, graceMs: 0 })
    expect(rotated.key.previousUntil).toBeNull()
    expect(await outcome(token.reveal())).toBe('key_wrong_secret')
    expect(await outcome(rotated.token.reveal())).toBe('current')
  })

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 367 * day])(
    'cannot be %s',
    async (ms) => {
      const { issued, keys } = openTestKeys()
      const { key } = await issued()
      expect(await refusal(keys.rotate(key.id, { ...by, graceMs: ms }))).toMatch(
        /RangeError.*graceMs/,
      )
    },
  )
})

describe('a rotation in its grace', () => {
  it('refuses another, unless that is forced: then the oldest secret is dead', async () => {
    const { issued, keys, outcome } = openTestKeys()
    const { token, key } = await issued()
    const second = await keys.rotate(key.id, by)
    expect(await refusal(keys.rotate(key.id, by))).toBe('rotation_in_progress')
    const third = await keys.rotate(key.id, { ...by, force: true })
    expect([
      await outcome(token.reveal()),
      await outcome(second.token.reveal()),
      await outcome(third.token.reveal()),
    ]).toEqual(['key_wrong_secret', 'previous', 'current'])
  })

  it('is over when the grace is', async () => {
    const { issued, keys, time } = openTestKeys()
    const { key } = await issued()
    await keys.rotate(key.id, { ...by, graceMs: 10 })
    time.advance(9)
    expect(await refusal(keys.rotate(key.id, by))).toBe('rotation_in_progress')
    time.advance(1)
    expect(await refusal(keys.rotate(key.id, by))).toBeUndefined()
  })
})

describe('refuses', () => {
  it('a key that is revoked, disabled, expired or nobody’s, and changes nothing', async () => {
    const { issued, keys, time } = openTestKeys()
    const [revoked, disabled, expired] = [
      await issued(),
      await issued(),
      await issued({ expiresAt: start + 1 }),
    ]
    await keys.revoke(revoked.key.id, by)
    await keys.disable(disabled.key.id, by)
    time.advance(1)
    for (const [reason, { key }] of [
      ['revoked', revoked],
      ['disabled', disabled],
      ['expired', expired],
    ] as const) {
      const before = await keys.get(key.id)
      for (const force of [false, true]) {
        expect(await refusal(keys.rotate(key.id, { ...by, force }))).toBe(reason)
      }
      expect(await keys.get(key.id)).toEqual(before)
    }
    expect(await refusal(keys.rotate('nobody', by))).toBe('unknown')
  })
})

describe('at once', () => {
  it.each([
    ['a store that answers at once', memoryKeyStore],
    ['a store that answers later', lateStore],
  ])('of 20 rotations one wins, over %s', async (_, make) => {
    const { audit, issued, keys, metrics, outcome } = openTestKeys({ store: make() })
    const { token, key } = await issued()
    const ended = await Promise.allSettled(
      Array.from({ length: 20 }, () => keys.rotate(key.id, { ...by, force: true })),
    )
    const won = ended.filter((one) => one.status === 'fulfilled')
    expect(won).toHaveLength(1)
    for (const one of ended) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ reason: 'conflict' })
    }
    expect(await outcome(won[0]?.value.token.reveal())).toBe('current')
    expect(await outcome(token.reveal())).toBe('previous')
    const rotated = audit.events.filter(({ type }) => type === 'api_key.rotated')
    const count = (outcome: string) => rotated.filter((event) => event.outcome === outcome).length
    expect(count('success') - count('failure')).toBe(1)
    expect(metrics.value(apiKeyMetrics.acts, { act: 'rotated' })).toBe(1)
  })

  it('a revocation is never undone by a rotation that began before it', async () => {
    const inner = memoryKeyStore()
    let goOn = (): void => {}
    const revoked = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const audit = {
      record: ({ type }: { type: string }) => (type.endsWith('rotated') ? revoked : undefined),
    }
    const { issued, keys, outcome } = openTestKeys({ store: inner, audit })
    const { token, key } = await issued()
    const rotation = refusal(keys.rotate(key.id, by))
    await keys.revoke(key.id, by)
    goOn()
    expect(await rotation).toBe('revoked')
    expect(await outcome(token.reveal())).toBe('key_revoked')
  })

  it('goes on where what came between was no rotation', async () => {
    let between = async (): Promise<unknown> => undefined
    const audit = {
      record: ({ type }: { type: string }) =>
        type.endsWith('rotated') ? between().then(() => undefined) : undefined,
    }
    const { issued, keys, outcome } = openTestKeys({ audit })
    const { key } = await issued()
    between = () => keys.update(key.id, { ...by, name: 'renamed' })
    const rotated = await keys.rotate(key.id, by)
    expect((await keys.get(key.id))?.name).toBe('renamed')
    expect(await outcome(rotated.token.reveal())).toBe('current')
  })
})

describe('an audit log that fails', () => {
  const broken = () => {
    let fails = false
    const opened = openTestKeys({
      audit: {
        record() {
          if (fails) throw new Error('the log is full')
        },
      },
    })
    const breakLog = (): void => {
      fails = true
    }
    return { ...opened, breakLog }
  }

  it('lets nothing be given: no key, no rotation, no enabling, no update', async () => {
    const { breakLog, issued, keys, outcome, store } = broken()
    const { token, key } = await issued()
    const disabled = await issued()
    await keys.disable(disabled.key.id, by)
    const before = await store.page({}, undefined, 10)
    breakLog()
    for (const act of [
      issued(),
      keys.rotate(key.id, by),
      keys.enable(disabled.key.id, by),
      keys.update(key.id, { ...by, expiresAt: null }),
    ]) {
      expect(await refusal(act)).toBe('Error: the log is full')
    }
    expect(await store.page({}, undefined, 10)).toEqual(before)
    expect(await outcome(token.reveal())).toBe('current')
    expect(await outcome(disabled.token.reveal())).toBe('key_disabled')
  })

  it('keeps no leaked key alive: what takes away has taken effect when it rejects', async () => {
    const { breakLog, issued, keys, outcome } = broken()
    const [one, other] = [await issued(), await issued()]
    breakLog()
    expect(await refusal(keys.revoke(one.key.id, by))).toBe('Error: the log is full')
    expect(await refusal(keys.disable(other.key.id, by))).toBe('Error: the log is full')
    expect(await outcome(one.token.reveal())).toBe('key_revoked')
    expect(await outcome(other.token.reveal())).toBe('key_disabled')
  })
})
