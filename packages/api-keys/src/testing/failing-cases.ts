import { deepStrictEqual as same } from 'node:assert'
import type { KeyRecord } from '../record.ts'
import type { Answer, KeyStore } from '../store.ts'
import type { Case, Gate } from './case.ts'
import { changed, made, madeAt, plain, rotated } from './made.ts'

type When = 'before' | 'after'

/** A step fails, whichever: what was being done is done wholly or not at all, and another attempt does it. */
export const failingCases: readonly Case[] = (['before', 'after'] as const).map((when) => ({
  name: `failures: whichever step fails, ${when} it was done, what is left is whole, and another attempt works`,
  async run({ store, failing }) {
    for (let n = 1; ; n++) {
      const { gate, failAt, hasFailed } = failingOnce(when)
      const broken = failing(gate)
      failAt(n)
      await survives(broken, store)
      if (!hasFailed()) return
    }
  },
}))

/** Every method of a store as one step. */
export const inSteps = (store: KeyStore, gate: Gate): KeyStore => ({
  get: async (id) => gate(async () => store.get(id)),
  insert: async (record, most) => gate(async () => store.insert(record, most)),
  replace: async (record, version) => gate(async () => store.replace(record, version)),
  touch: async (touches) => gate(async () => store.touch(touches)),
  page: async (query, after, limit) => gate(async () => store.page(query, after, limit)),
  check: store.check,
})

/** Makes the n-th step fail, and no other; after it was done only where its answer comes later. */
function failingOnce(when: When) {
  let left = Number.POSITIVE_INFINITY
  const gate: Gate = (step) => {
    const fails = --left === 0
    if (fails && when === 'before') throw new Error('planned')
    const answer = step()
    if (!fails || !(answer instanceof Promise)) return answer
    return answer.then(() => {
      throw new Error('planned')
    }) as typeof answer
  }
  return {
    gate,
    failAt(n: number) {
      left = n
    },
    hasFailed: () => left <= 0,
  }
}

/** Adds, rotates, revokes and uses keys of an owner who may have two; what fails is done once more. */
async function survives(failing: KeyStore, sound: KeyStore): Promise<void> {
  const one = made()
  const { tenant, owner } = one
  const [another, third] = [made({ tenant, owner }), made({ tenant, owner })]
  const insert = (record: KeyRecord) => again(() => failing.insert(record, 2))
  const isThere = async (record: KeyRecord) =>
    same(plain(await sound.get(record.id)), plain(record))
  const replace = async (next: KeyRecord) => {
    await again(() => failing.replace(next, next.version - 1))
    await isThere(next)
  }
  for (const record of [one, another]) {
    same(['inserted', 'exists'].includes(await insert(record)), true)
    await isThere(record)
  }
  same(await insert(third), 'too_many')
  await replace(rotated(one))
  await replace(changed(another, { revokedAt: madeAt }))
  const uses = [one, another].map(({ id }) => ({ id, at: madeAt, previousAt: null, count: 1 }))
  await again(() => failing.touch(uses))
  same(['inserted', 'exists'].includes(await insert(third)), true)
  same(await insert(made({ tenant, owner })), 'too_many')
  const page = await again(() => failing.page({ tenant }, undefined, 10))
  same(new Set(page.map(({ record }) => record.id)), new Set([one.id, another.id, third.id]))
  for (const { record, use } of page) {
    // Uses whose answer was lost may be counted twice, never lost.
    same([1, 2].includes(use.count), record.id !== third.id)
  }
}

async function again<T>(call: () => Answer<T>): Promise<T> {
  try {
    return await call()
  } catch {
    return call()
  }
}
