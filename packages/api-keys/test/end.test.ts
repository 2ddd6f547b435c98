import { type KeyStore, memoryKeyStore } from '@sallyport/api-keys'
import { describe, expect, it } from 'vitest'
import { ada, all, openTestKeys, refusal } from './support/open-test-keys.ts'

const by = { actor: ada }
const eve = { kind: 'user', id: 'eve' }

describe('revokeAll', () => {
  it('revokes the keys of an owner, of a tenant, and tells which', async () => {
    const { issued, keys } = openTestKeys()
    const mine = await issued()
    const [other, elsewhere] = [await issued({ owner: eve }), await issued({ tenant: 't2' })]
    expect(await keys.revokeAll({ tenant: 't1', owner: ada }, by)).toEqual([mine.key.id])
    expect(await keys.revokeAll({ tenant: 't1' }, by)).toEqual([other.key.id])
    expect(await keys.revokeAll({ tenant: 't1' }, by)).toEqual([])
    expect((await keys.get(elsewhere.key.id))?.revokedAt).toBeNull()
  })

  it('goes on where one fails, and rejects with all that failed', async () => {
    const inner = memoryKeyStore()
    const broken = new Set<string>()
    const store: KeyStore = {
      ...inner,
      replace(record, version) {
        if (broken.has(record.id)) throw new Error(`no ${record.id}`)
        return inner.replace(record, version)
      },
    }
    const { issued, keys } = openTestKeys({ store })
    const ids = [await issued(), await issued(), await issued()].map(({ key }) => key.id)
    const [bad = ''] = ids.toSorted()
    broken.add(bad)
    const error = await keys.revokeAll({ tenant: 't1' }, by).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(AggregateError)
    expect((error as AggregateError).errors).toMatchObject([
      { keyId: bad, cause: { message: `no ${bad}` } },
    ])
    const listed = await all(keys.list({ state: 'active' }))
    expect(listed.map(({ id }) => id)).toEqual([bad])
  })

  it('more than a page of them', async () => {
    const { issued, keys } = openTestKeys({ maxPerOwner: 2_000 })
    for (let i = 0; i < 1_001; i++) await issued()
    expect(await keys.revokeAll({ tenant: 't1' }, by)).toHaveLength(1_001)
    expect(await all(keys.list({ state: 'active' }))).toEqual([])
  })

  it.each([{}, { tenant: undefined }, { env: 'live' }])(
    'of nobody in particular is misuse: %j',
    async (query) => {
      const { issued, keys } = openTestKeys()
      const { key } = await issued()
      expect(await refusal(keys.revokeAll(query as object, by))).toMatch(/TypeError/)
      expect((await keys.get(key.id))?.revokedAt).toBeNull()
    },
  )
})

describe('revoked', () => {
  it('is for good: nothing else can be done to it, and the first reason stays', async () => {
    const { audit, issued, keys, time } = openTestKeys()
    const { key } = await issued()
    const first = await keys.revoke(key.id, { ...by, reason: 'leaked' })
    time.advance(5)
    expect(await keys.revoke(key.id, { ...by, reason: 'again' })).toEqual(first)
    expect(audit.events.filter(({ type }) => type === 'api_key.revoked')).toHaveLength(1)
    for (const act of [
      keys.enable(key.id, by),
      keys.disable(key.id, by),
      keys.rotate(key.id, by),
      keys.update(key.id, { ...by, name: 'x' }),
    ]) {
      expect(await refusal(act)).toBe('revoked')
    }
    expect(await keys.get(key.id)).toEqual(first)
  })

  it.each(['revoke', 'disable', 'enable'] as const)('%s of no key is refused', async (act) => {
    const { keys } = openTestKeys()
    expect(await refusal(keys[act]('nobody', by))).toBe('unknown')
  })
})

it('a change is tried again when another was faster, and given up after a while', async () => {
  const inner = memoryKeyStore()
  let faster = 3
  const store: KeyStore = {
    ...inner,
    replace(record, version) {
      const found = inner.get(record.id)
      if (faster-- > 0 && found !== undefined) {
        inner.replace({ ...found, version: found.version + 1 }, found.version)
      }
      return inner.replace(record, version)
    },
  }
  const { issued, keys } = openTestKeys({ store })
  const { key } = await issued()
  expect((await keys.disable(key.id, by)).disabledAt).not.toBeNull()
  faster = Number.POSITIVE_INFINITY
  expect(await refusal(keys.revoke(key.id, by))).toBe('conflict')
})
