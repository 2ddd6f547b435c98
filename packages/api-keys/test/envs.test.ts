import { memoryKeyStore } from '@sallyport/api-keys'
import { describe, expect, it } from 'vitest'
import { ada, day, openTestKeys, refusal } from './support/open-test-keys.ts'

const by = { actor: ada }

/** Two environments over one store. */
function open() {
  const store = memoryKeyStore()
  return { live: openTestKeys({ store }), test: openTestKeys({ store, env: 'test' }) }
}

describe('keys of another environment in the same store', () => {
  it('are not rotated for being unused', async () => {
    const { live, test } = open()
    const { key } = await live.issued()
    const own = await test.issued()
    test.time.advance(60 * day)
    const delivered: string[] = []
    const deliver = async ({ id }: { id: string }) => void delivered.push(id)
    const { rotated } = await test.keys.rotateUnused({ ...by, days: 30, deliver })
    expect(rotated).toEqual([own.key.id])
    expect(delivered).toEqual([own.key.id])
    expect(await live.keys.get(key.id)).toEqual(key)
  })

  it('get nothing: no other secret, no change, no return', async () => {
    const { live, test } = open()
    const { key } = await live.issued()
    const disabled = await live.keys.disable(key.id, by)
    for (const act of [
      test.keys.rotate(key.id, by),
      test.keys.update(key.id, { ...by, name: 'x' }),
      test.keys.enable(key.id, by),
    ]) {
      expect(await refusal(act)).toBe('wrong_env')
    }
    expect(await live.keys.get(key.id)).toEqual(disabled)
  })

  it('can be taken away: a leak does not ask whose job it is', async () => {
    const { live, test } = open()
    const [one, two] = [await live.issued(), await live.issued()]
    await test.keys.disable(one.key.id, by)
    await test.keys.revoke(two.key.id, by)
    expect(await live.outcome(one.token.reveal())).toBe('key_disabled')
    expect(await live.outcome(two.token.reveal())).toBe('key_revoked')
  })
})
