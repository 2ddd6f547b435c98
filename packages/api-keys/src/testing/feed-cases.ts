import { deepStrictEqual as same } from 'node:assert'
import type { Case } from './case.ts'
import { changed, made } from './made.ts'

/** For stores that tell of changes; nothing to prove for the others. */
export const feedCases: readonly Case[] = [
  {
    name: 'subscribe: hears of each replacement from either side, once it can be read',
    async run({ store, other }) {
      if (store.subscribe === undefined) return
      const record = made()
      await store.insert(record)
      let heardId = (_id: string): void => {}
      const next = () =>
        new Promise<string>((resolve) => {
          heardId = (id) => id === record.id && resolve(id)
        })
      const unsubscribe = await store.subscribe({
        heard: (id) => heardId(id),
        lost() {},
        restored() {},
      })
      let version = 1
      for (const side of [store, other]) {
        const heard = next()
        await side.replace(
          { ...changed(record, { name: `v${version}` }), version: version + 1 },
          version,
        )
        await heard
        same((await store.get(record.id))?.name, `v${version}`)
        version++
      }
      unsubscribe()
    },
  },
]
