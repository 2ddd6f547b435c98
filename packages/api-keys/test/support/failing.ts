import type { KeyRecord, KeyStore } from '@sallyport/api-keys'
import { expect } from 'vitest'
import { everyKey, madeKey, start } from './made-key.ts'

/**
 * Makes a call in four fail, which ones the seed says: before it was made, or after it, its answer
 * lost.
 */
export function failingNowAndThen(
  seed: number,
  when: 'before' | 'after' = 'before',
): <T>(call: () => T) => T {
  let state = seed
  return (call) => {
    // Each n-th would hit the same statement every time.
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    const fails = state >>> 30 === 0
    if (fails && when === 'before') throw new Error('planned')
    const answer = call()
    if (!fails || !(answer instanceof Promise)) return answer
    return answer.then(() => {
      throw new Error('planned')
    }) as typeof answer
  }
}

/** Makes the n-th call fail, and no other. */
export function failingOnce(n: number): <T>(call: () => T) => T {
  let left = n
  return (call) => {
    if (--left === 0) throw new Error('planned')
    return call()
  }
}

const most = 10
const failed = 'failed'

async function tried<T>(run: () => T | Promise<T>): Promise<T | typeof failed> {
  try {
    return await run()
  } catch (error) {
    expect(String(error)).toContain('planned')
    return failed
  }
}

/**
 * Adds, replaces and uses keys in a store that fails now and then, and looks at what is left through
 * one that does not: what was answered holds, what failed was done wholly or not at all.
 */
export async function wholeOrNotAtAll(failing: KeyStore, sound: KeyStore): Promise<void> {
  const { tenant, owner } = madeKey()
  const possible = new Map<string, (KeyRecord | undefined)[]>()
  const uses = new Map<string, { sure: number; perhaps: number }>()
  for (let i = 0; i < 40; i++) {
    const key = madeKey({ tenant, owner })
    const inserted = await tried(() => failing.insert(key, most))
    if (inserted === 'inserted') possible.set(key.id, [key])
    else possible.set(key.id, inserted === failed ? [undefined, key] : [undefined])
    const revoked = { ...key, version: 2, revokedAt: start }
    const replaced = i % 2 === 0 ? await tried(() => failing.replace(revoked, 1)) : false
    if (replaced === true) possible.set(key.id, [revoked])
    if (replaced === failed) possible.get(key.id)?.push(revoked)
    const touch = { id: key.id, at: start, previousAt: null, count: 1 }
    const touched = await tried(() => failing.touch([touch]))
    uses.set(key.id, { sure: touched === failed ? 0 : 1, perhaps: 1 })
  }
  for (const [id, records] of possible) expect(records).toContainEqual(await sound.get(id))
  const left = await everyKey(sound, tenant)
  expect(left.length).toBeGreaterThan(3)
  expect(left.length).toBeLessThan(40)
  for (const { record, use } of left) {
    const { sure, perhaps } = uses.get(record.id) ?? { sure: 0, perhaps: 0 }
    expect([sure, perhaps]).toContain(use.count)
  }
  await expectExactly(sound, left.filter(({ record }) => record.revokedAt === null).length, tenant)
}

/** There is room for exactly as many more as are missing. */
async function expectExactly(store: KeyStore, live: number, tenant: string): Promise<void> {
  expect(live).toBeLessThanOrEqual(most)
  const more = Array.from({ length: most + 5 }, () => store.insert(madeKey({ tenant }), most))
  const answers = await Promise.all(more)
  expect(answers.filter((answer) => answer === 'inserted')).toHaveLength(most - live)
}
