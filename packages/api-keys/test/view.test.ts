import { memoryKeyStore } from '@sallyport/api-keys'
import { expect, it } from 'vitest'
import { ada, lateStore, openTestKeys, refusal } from './support/open-test-keys.ts'

const by = { actor: ada }

it.each([
  ['in memory', memoryKeyStore],
  ['elsewhere, and cached', () => unfrozen()],
])('what one request does to a key it was shown, the next does not see: %s', async (_, make) => {
  const { issued, keys } = openTestKeys({ store: make() })
  const given = { scopes: ['orders:read'], networks: ['10.0.0.0/8'], metadata: { a: [1] } }
  const { token, key } = await issued(given)
  const shown = async () => {
    const verdict = await keys.verify(token.reveal(), { ip: '10.0.0.1' })
    if (!verdict.ok) throw new Error(verdict.reason)
    return verdict.value.key
  }
  for (const view of [await shown(), await shown(), await keys.get(key.id)]) {
    for (const part of ['owner', 'scopes', 'networks', 'metadata'] as const) {
      expect(Reflect.set(Object(view?.[part]), '0', 'spoilt')).toBe(false)
    }
  }
  expect(await shown()).toEqual(key)
  expect(await refusal(keys.update(key.id, { ...by, name: 'new' }))).toBeUndefined()
})

it('what the program gave stays the program’s', async () => {
  const { issued, keys } = openTestKeys()
  const given = { actor: { ...ada }, owner: { ...ada }, scopes: ['orders:read'], networks: ['::1'] }
  const { key } = await issued(given)
  expect(Object.values(given).map(Object.isFrozen)).toEqual([false, false, false, false])
  given.actor.id = 'eve'
  expect((await keys.get(key.id))?.createdBy).toEqual(ada)
})

/** As a database answers: each time another copy, which nobody froze. */
function unfrozen() {
  const inner = lateStore()
  return { ...inner, get: async (id: string) => structuredClone(await inner.get(id)) }
}
