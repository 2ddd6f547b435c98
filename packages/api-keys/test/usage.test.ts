import { apiKeyMetrics, type KeyStore, memoryKeyStore, type Touch } from '@sallyport/api-keys'
import { recordMetrics } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'
import { lostUses } from '../src/lost-uses.ts'
import { createUsage } from '../src/usage.ts'
import { ada, all, openTestKeys, refusal, start } from './support/open-test-keys.ts'

/** A store that counts what is written, and fails when it is told to. */
function written() {
  const inner = memoryKeyStore()
  const writes: (readonly Touch[])[] = []
  const state = { fails: false }
  const store: KeyStore = {
    ...inner,
    touch(touches) {
      writes.push(touches)
      if (state.fails) throw new Error('the store is down')
      return inner.touch(touches)
    },
  }
  return { store, writes, state }
}

describe('over keys', () => {
  it('10,000 verifications of 100 keys are 100 rows in one write, and none is waited for', async () => {
    const { store, writes } = written()
    const { issued, keys, time } = openTestKeys({ store, flushMs: 1_000, maxPerOwner: 1_000 })
    const tokens: string[] = []
    for (let i = 0; i < 100; i++) tokens.push((await issued()).token.reveal())
    for (let i = 0; i < 10_000; i++) {
      // At once: no promise between a request and its answer.
      expect(keys.identify(tokens[i % 100], {})).toMatchObject({ ok: true })
    }
    expect(writes).toHaveLength(0)
    time.advance(1_000)
    await keys.flush()
    expect(writes.map((touches) => touches.length)).toEqual([100])
    const listed = await all(keys.list())
    expect(new Set(listed.map(({ useCount }) => useCount))).toEqual(new Set([100]))
  })

  it('a store that never ends a write keeps no verification waiting', async () => {
    const store: KeyStore = { ...memoryKeyStore(), touch: () => new Promise(() => {}) }
    const { issued, outcome, time } = openTestKeys({ store, flushMs: 1 })
    const { token } = await issued()
    for (let i = 0; i < 10; i++) {
      time.advance(1)
      expect(await outcome(token.reveal())).toBe('current')
    }
  })

  it('a write that fails is told, loses nothing, and is made up for', async () => {
    const { store, state } = written()
    const errors: unknown[] = []
    const onStoreError = (error: unknown) => errors.push(error)
    const { issued, keys, outcome, time } = openTestKeys({ store, flushMs: 1_000, onStoreError })
    const { token } = await issued()
    await outcome(token.reveal())
    state.fails = true
    time.advance(1_000)
    expect(await refusal(keys.flush())).toContain('down')
    expect(errors).toHaveLength(1)
    await outcome(token.reveal())
    state.fails = false
    await keys.flush()
    expect((await all(keys.list()))[0]?.useCount).toBe(2)
  })

  it('close writes what there is, rejects when it cannot, and can be called again', async () => {
    const { store, state, writes } = written()
    const { issued, keys, outcome, time } = openTestKeys({ store, flushMs: 1_000 })
    const { token } = await issued()
    await outcome(token.reveal())
    state.fails = true
    expect(await refusal(keys.close())).toContain('down')
    state.fails = false
    await keys.close()
    expect((await all(keys.list()))[0]?.useCount).toBe(1)
    const before = writes.length
    await outcome(token.reveal())
    time.advance(10_000)
    expect(writes).toHaveLength(before)
  })

  it('tells the use of the old secret apart, and notes no refusal', async () => {
    const { issued, keys, outcome, time } = openTestKeys()
    const { token, key } = await issued()
    const other = await issued()
    await keys.disable(other.key.id, { actor: ada })
    const rotated = await keys.rotate(key.id, { actor: ada })
    await outcome(token.reveal())
    time.advance(10)
    await outcome(rotated.token.reveal())
    await outcome(other.token.reveal())
    await outcome(token.reveal(), { tenant: 't2' })
    await keys.flush()
    const listed = await all(keys.list())
    const used = (id: string) => listed.find((one) => one.id === id)
    expect(used(key.id)).toMatchObject({
      lastUsedAt: start + 10,
      previousLastUsedAt: start,
      useCount: 2,
    })
    expect(used(other.key.id)).toMatchObject({ lastUsedAt: null, useCount: 0 })
  })

  it('a clock that is set back does not set back the last use', async () => {
    const { issued, keys, outcome, time } = openTestKeys()
    const { token } = await issued()
    const lastUsed = async () => (await all(keys.list()))[0]?.lastUsedAt
    await outcome(token.reveal())
    time.step(-1_000)
    await outcome(token.reveal())
    await keys.flush()
    expect(await lastUsed()).toBe(start)
    await outcome(token.reveal())
    await keys.flush()
    expect(await lastUsed()).toBe(start)
  })
})

/** Hears that uses were lost, where none are. */
const none = () => expect.unreachable()

describe('gathering', () => {
  it('is bounded: what has no room is counted as lost', async () => {
    const touches: Touch[] = []
    const lost: [number, boolean][] = []
    const usage = createUsage({
      write: (given) => void touches.push(...given),
      mostKeys: 2,
      onLost: (...told) => void lost.push(told),
    })
    for (const id of ['a', 'b', 'c', 'c', 'a']) usage.note(id, 1, false)
    expect(lost).toEqual([
      [1, true],
      [1, false],
    ])
    await usage.flush()
    expect(touches.map(({ id, count }) => [id, count])).toEqual([
      ['a', 2],
      ['b', 1],
    ])
    usage.note('c', 2, false)
    expect(lost).toHaveLength(2)
    for (const id of ['a', 'b']) usage.note(id, 2, false)
    expect(lost.at(-1)).toEqual([1, true])
  })

  it('that has no room is told once until all is written again, and counted each time', async () => {
    const metrics = recordMetrics()
    const errors: string[] = []
    const usage = createUsage({
      write() {},
      mostKeys: 1,
      onLost: lostUses(metrics, (error) => errors.push(String(error))),
    })
    for (const id of ['a', 'b', 'b', 'c']) usage.note(id, 1, false)
    expect(metrics.value(apiKeyMetrics.lostUses)).toBe(3)
    expect(errors).toEqual([expect.stringContaining('uses are lost')])
    await usage.flush()
    for (const id of ['a', 'b', 'b']) usage.note(id, 1, false)
    expect([metrics.value(apiKeyMetrics.lostUses), errors.length]).toEqual([5, 2])
  })

  it('writes a thousand at a time in the order of ids; a failure keeps what is left', async () => {
    const parts: (readonly Touch[])[] = []
    let fails = true
    const write = (touches: readonly Touch[]) => {
      if (fails && parts.length === 1) throw new Error('down')
      parts.push(touches)
    }
    const usage = createUsage({ write, mostKeys: 10_000, onLost: none })
    for (let i = 2_499; i >= 0; i--) usage.note(String(i).padStart(4, '0'), i, false)
    expect(await refusal(usage.flush())).toContain('down')
    usage.note('2400', 9_999, true)
    fails = false
    await usage.flush()
    expect(parts.map((part) => part.length)).toEqual([1_000, 1_000, 500])
    const ids = parts.flat().map(({ id }) => id)
    expect(ids).toEqual(ids.toSorted())
    expect(new Set(ids).size).toBe(2_500)
    expect(parts[2]?.[400]).toEqual({ id: '2400', at: 9_999, previousAt: 9_999, count: 2 })
  })

  it('notes what comes while it writes for the next time, once', async () => {
    const ends: (() => void)[] = []
    const counts: number[] = []
    const write = (touches: readonly Touch[]) => {
      counts.push(touches[0]?.count ?? 0)
      return new Promise<void>((end) => ends.push(end))
    }
    const usage = createUsage({ write, mostKeys: 10, onLost: none })
    const turn = async () => {
      for (let i = 0; i < 10; i++) await undefined
    }
    usage.note('a', 1, false)
    const first = usage.flush()
    await turn()
    usage.note('a', 2, false)
    usage.note('a', 3, false)
    const second = usage.flush()
    await turn()
    expect(counts).toEqual([1])
    ends[0]?.()
    await first
    await turn()
    ends[1]?.()
    await second
    await usage.flush()
    expect(counts).toEqual([1, 2])
  })
})
