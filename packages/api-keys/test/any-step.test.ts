import { type KeyStore, memoryKeyStore } from '@sallyport/api-keys'
import { describe, expect, it } from 'vitest'
import { type Family, ip, openFamily } from './support/family.ts'
import { ada, all, lateStore, refusal } from './support/open-test-keys.ts'

const by = { actor: ada }
type When = 'before' | 'after'

/** A store whose n-th call from when it is told to fails: before it does anything, or its answer lost. */
function failingAt(when: When) {
  const inner = lateStore(memoryKeyStore())
  const state = { left: Number.POSITIVE_INFINITY }
  const through = async <T>(call: () => T | Promise<T>): Promise<T> => {
    const fails = --state.left === 0
    if (fails && when === 'before') throw new Error('planned')
    const answer = await call()
    if (fails) throw new Error('planned')
    return answer
  }
  const store: KeyStore = {
    get: (id) => through(() => inner.get(id)),
    insert: (record, most) => through(() => inner.insert(record, most)),
    replace: (record, version) => through(() => inner.replace(record, version)),
    touch: (touches) => through(() => inner.touch(touches)),
    page: (query, after, limit) => through(() => inner.page(query, after, limit)),
    check: inner.check,
  }
  return { store, state }
}

/** Each verb: how it is done, and what must be so once another attempt has come through. */
type Verb = (family: Family) => Promise<{
  readonly act: () => Promise<unknown>
  /** What another attempt may be told because the first did it, its answer lost. */
  readonly done?: string
  readonly proof: () => Promise<void>
}>

/** How all three keys do. */
const outcomesAre = (family: Family, wanted: string) => async () =>
  expect(await family.outcomes()).toEqual(Array(3).fill(wanted))

const verbs: Readonly<Record<string, Verb>> = {
  issue: async ({ issued, outcome, keys }) => {
    const tokens: string[] = []
    const before = (await all(keys.list())).length
    return {
      act: async () => tokens.push((await issued({ name: 'more' })).token.reveal()),
      async proof() {
        expect(await outcome(tokens[0])).toBe('current')
        // One that nobody has the token of may be left: its answer was lost.
        expect((await all(keys.list())).length - before).toBeLessThanOrEqual(2)
      },
    }
  },
  mint: async ({ ids, identified, issued, keys, tokens }) => {
    const parent = await identified(tokens[0])
    return {
      act: () => issued({ name: 'more', parent }),
      async proof() {
        await keys.revoke(ids.parent, by)
        expect(await all(keys.list({ state: 'active' }))).toEqual([])
      },
    }
  },
  rotate: async ({ ids, keys, now, outcome, tokens }) => ({
    act: () => keys.rotate(ids.child, by),
    done: 'rotation_in_progress',
    async proof() {
      expect(await outcome(tokens[1], { ip, cost: 0 })).toBe('previous')
      const { token } = await keys.rotate(ids.child, { ...by, force: true })
      expect(await outcome(token.reveal(), { ip, cost: 0 })).toBe('current')
      expect((await now('child')).expiresAt).toBe((await now('parent')).expiresAt)
    },
  }),
  revoke: async (family) => ({
    act: () => family.keys.revoke(family.ids.parent, by),
    proof: outcomesAre(family, 'key_revoked'),
  }),
  revokeAll: async (family) => ({
    act: () => family.keys.revokeAll({ tenant: 't1' }, by),
    proof: outcomesAre(family, 'key_revoked'),
  }),
  reportLeak: async (family) => ({
    act: () => family.keys.reportLeak([family.tokens[0]], by),
    proof: outcomesAre(family, 'key_revoked'),
  }),
  disable: async (family) => ({
    act: () => family.keys.disable(family.ids.parent, by),
    proof: outcomesAre(family, 'key_disabled'),
  }),
  enable: async (family) => {
    await family.keys.disable(family.ids.parent, by)
    const all = async () => {
      for (const id of Object.values(family.ids)) await family.keys.enable(id, by)
    }
    return { act: all, proof: outcomesAre(family, 'current') }
  },
  update: async ({ ids, keys, now }) => ({
    act: () => keys.update(ids.parent, { ...by, scopes: [], networks: [] }),
    async proof() {
      for (const name of ['parent', 'child', 'grandchild'] as const) {
        expect(await now(name)).toMatchObject({ scopes: [], networks: [] })
      }
    },
  }),
  rotateUnused: async ({ keys, outcome, tokens }) => {
    const delivered: [string, string][] = []
    const deliver = async ({ id }: { id: string }, token: { reveal(): string }) =>
      void delivered.push([id, token.reveal()])
    return {
      act: async () => {
        const { failed } = await keys.rotateUnused({ ...by, days: 0, deliver })
        if (failed.length > 0) throw failed[0]?.error
      },
      async proof() {
        for (const token of tokens) {
          expect(await outcome(token, { ip, cost: 0 })).toBe('previous')
        }
        // The last that was delivered of each may be one that came to nothing; one of them lets in.
        const outcomes = await Promise.all(
          delivered.map(async ([id, token]) => [id, await outcome(token, { ip, cost: 0 })]),
        )
        const current = outcomes.filter(([, reason]) => reason === 'current')
        expect(new Set(current.map(([id]) => id)).size).toBe(3)
      },
    }
  },
  flush: async ({ keys, outcomes }) => {
    await outcomes()
    return {
      act: () => keys.flush(),
      async proof() {
        const counts = (await all(keys.list())).map(({ useCount }) => useCount)
        for (const count of counts) expect(count).toBeGreaterThan(0)
      },
    }
  },
}

describe.each(Object.entries(verbs))('%s', (_, verb) => {
  it.each<When>(['before', 'after'])(
    'whichever call of the store fails, %s it was done: what is left is whole, and another attempt works',
    async (when) => {
      for (let step = 1; ; step++) {
        const { store, state } = failingAt(when)
        const family = await openFamily({ store, cache: { ttlMs: 0 } })
        const { act, done, proof } = await verb(family)
        state.left = step
        const ended = await refusal(act())
        const isOver = state.left > 0
        state.left = Number.POSITIVE_INFINITY
        if (isOver) expect(ended).toBeUndefined()
        else {
          expect(ended).toMatch(/planned|could not|failed/)
          expect([undefined, done]).toContain(await refusal(act()))
        }
        await proof()
        if (isOver) {
          expect(step).toBeGreaterThan(1)
          return
        }
      }
    },
  )
})
