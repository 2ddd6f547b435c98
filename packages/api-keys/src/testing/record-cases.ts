import { deepStrictEqual as same } from 'node:assert'
import type { KeyRecord } from '../record.ts'
import type { Case } from './case.ts'
import { changed, made, madeAt, plain, unique } from './made.ts'

/** Adding, reading, replacing. */
export const recordCases: readonly Case[] = [
  {
    name: 'insert, replace, get, page: what was given or got back is not what is kept',
    async run({ store, other }) {
      const record = made()
      const kept = plain(record)
      const { id, tenant } = record
      await store.insert(record)
      spoil(record)
      same(plain(await other.get(id)), kept)
      spoil(await store.get(id))
      same(plain(await store.get(id)), kept)
      const next = changed(kept as KeyRecord, { name: 'next', scopes: ['orders:read'] })
      const keptNext = plain(next)
      same(await store.replace(next, 1), true)
      spoil(next)
      await store.touch([{ id, at: madeAt, previousAt: null, count: 1 }])
      const page = async () => store.page({ tenant }, undefined, 10)
      spoil(await page())
      const use = { lastUsedAt: madeAt, previousLastUsedAt: null, count: 1 }
      same(plain(await page()), [{ record: keptNext, use }])
      same(plain(await store.get(id)), keptNext)
    },
  },
  {
    name: 'get: gives back what was inserted, every part of it',
    async run({ store, other }) {
      const record = made()
      same(await store.insert(record), 'inserted')
      same(plain(await store.get(record.id)), plain(record))
      same(plain(await other.get(record.id)), plain(record))
      const bare = made({ networks: null, notBefore: null, expiresAt: null, previous: null })
      await store.insert(bare)
      same(plain(await other.get(bare.id)), plain(bare))
    },
  },
  {
    name: 'get: nothing for an id that there is not, and ids differ by case',
    async run({ store }) {
      same(await store.get(unique()), undefined)
      const id = `aB${unique(10)}`
      await store.insert(made({ id }))
      same(await store.get(`Ab${id.slice(2)}`), undefined)
      for (const odd of ['', '__proto__', "'; --", '%', '*', '{a}'])
        same(await store.get(odd), undefined)
    },
  },
  {
    name: 'insert: one of several with an id, the others change nothing',
    async run({ store, other }) {
      const id = unique()
      const records = Array.from({ length: 20 }, (_, i) => made({ id, name: `n${i}` }))
      const answers = await Promise.all(
        records.map(async (record, i) => (i % 2 === 0 ? store : other).insert(record)),
      )
      same(answers.filter((answer) => answer === 'inserted').length, 1)
      same(answers.filter((answer) => answer === 'exists').length, 19)
      const winner = records[answers.indexOf('inserted')]
      same((await other.get(id))?.name, winner?.name)
    },
  },
  {
    name: 'insert: as many as an owner may have, however many at once; revoked ones do not count',
    async run({ store, other }) {
      const { tenant, owner } = made()
      const revoked = made({ tenant, owner, revokedAt: madeAt })
      await store.insert(revoked, 3)
      const answers = await Promise.all(
        Array.from({ length: 20 }, async (_, i) =>
          (i % 2 === 0 ? store : other).insert(made({ tenant, owner }), 3),
        ),
      )
      same(answers.filter((answer) => answer === 'inserted').length, 3)
      same(answers.filter((answer) => answer === 'too_many').length, 17)
      same(await store.insert(made({ owner }), 3), 'inserted')
      same(await store.insert(made({ tenant }), 3), 'inserted')
      same(
        await store.insert(made({ tenant, owner: { kind: 'service', id: owner.id } }), 3),
        'inserted',
      )
      const [first] = await store.page({ tenant, owner }, undefined, 10)
      const one = first?.record ?? revoked
      await store.replace(changed(one, { revokedAt: madeAt }), one.version)
    },
  },
  {
    name: 'insert: a key that is revoked makes room for another',
    async run({ store }) {
      const record = made()
      const { tenant, owner } = record
      same(await store.insert(record, 1), 'inserted')
      same(await store.insert(made({ tenant, owner }), 1), 'too_many')
      same(await store.replace(changed(record, { revokedAt: madeAt }), 1), true)
      same(await store.insert(made({ tenant, owner }), 1), 'inserted')
    },
  },
  {
    name: 'replace: only by who read the version that is there',
    async run({ store, other }) {
      const record = made()
      same(await store.replace(changed(record, {}), 1), false)
      await store.insert(record)
      const next = changed(record, { name: 'next', previous: null, disabledAt: madeAt })
      same(await store.replace(next, 2), false)
      same(await store.replace(next, 1), true)
      same(plain(await other.get(record.id)), plain(next))
      same(await other.replace(changed(record, { name: 'late' }), 1), false)
      same((await store.get(record.id))?.name, 'next')
    },
  },
  {
    name: 'replace: of many at once, one',
    async run({ store, other }) {
      const record = made()
      await store.insert(record)
      const answers = await Promise.all(
        Array.from({ length: 20 }, async (_, i) =>
          (i % 2 === 0 ? store : other).replace(changed(record, { name: `n${i}` }), 1),
        ),
      )
      same(answers.filter((won) => won).length, 1)
      same((await store.get(record.id))?.name, `n${answers.indexOf(true)}`)
    },
  },
]

/** Changes what it can, at every depth; what is frozen stays as it is. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, part] of Object.entries(value)) {
    spoil(part)
    Reflect.set(value, name, typeof part === 'number' ? part + 1 : 'spoilt')
  }
  Reflect.set(value, Array.isArray(value) ? value.length : 'added', 'spoilt')
}
