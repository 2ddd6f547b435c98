import { deepStrictEqual as same } from 'node:assert'
import type { KeyRecord } from '../record.ts'
import type { KeyStore } from '../store.ts'
import type { Case } from './case.ts'
import { changed, made, madeAt, plain, rotated } from './made.ts'

/** What several machines do to the same keys at once. */
export const raceCases: readonly Case[] = [
  {
    name: 'races: of rotations from both sides none is lost, and each takes the place of the one before',
    async run({ store, other }) {
      const first = made()
      await store.insert(first)
      const won: KeyRecord[] = []
      const rotate = async (side: KeyStore): Promise<void> => {
        for (;;) {
          const record = await side.get(first.id)
          if (record === undefined) throw new Error('the key is gone')
          const next = rotated(record)
          if (await side.replace(next, record.version)) return void won.push(next)
        }
      }
      await Promise.all(Array.from({ length: 12 }, (_, i) => rotate(i % 2 === 0 ? store : other)))
      const chain = [first, ...won.toSorted((a, b) => a.version - b.version)]
      same(
        chain.map(({ version }) => version),
        chain.map((_, i) => i + 1),
      )
      for (const [i, { previous }] of chain.entries()) {
        if (i > 0) same(previous?.secretId, chain[i - 1]?.current.secretId)
      }
      for (const side of [store, other]) same(plain(await side.get(first.id)), plain(chain.at(-1)))
    },
  },
  {
    name: 'races: of inserts, revocations and rotations of one owner’s keys, never more than it may have',
    async run({ store, other }) {
      const { tenant, owner } = made()
      const mine = Array.from({ length: 3 }, () => made({ tenant, owner }))
      for (const record of mine) same(await store.insert(record, 3), 'inserted')
      const inserts = Array.from({ length: 20 }, async (_, i) =>
        (i % 2 === 0 ? store : other).insert(made({ tenant, owner }), 3),
      )
      const ends = mine.flatMap((record) => [
        other.replace(changed(record, { revokedAt: madeAt }), 1),
        store.replace(rotated(record), 1),
      ])
      await Promise.all([...inserts, ...ends])
      const isLive = ({ record }: { record: KeyRecord }) => record.revokedAt === null
      const left = (await other.page({ tenant }, undefined, 100)).filter(isLive).length
      same(left <= 3, true)
      const more = Array.from({ length: 5 }, async () => store.insert(made({ tenant, owner }), 3))
      const answers = await Promise.all(more)
      same(answers.filter((answer) => answer === 'inserted').length, 3 - left)
    },
  },
]
