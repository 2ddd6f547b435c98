import { deepStrictEqual, notStrictEqual, strictEqual } from 'node:assert'
import { type Case, hearing, put, type WholeSource } from './case.ts'

/** What every source does with values. */
export const sourceCases: readonly Case[] = [
  {
    name: 'holds nothing before anything was written',
    async run({ source }) {
      deepStrictEqual({ ...(await source.read()).flags }, {})
    },
  },
  {
    name: 'gives what was written, to the other too, with another version',
    async run({ source, other }) {
      const before = await source.read()
      strictEqual(await source.write({ a: true, b: { value: 7, by: 'ada' } }, before.version), true)
      const after = await other.read()
      deepStrictEqual(after.flags, { a: true, b: { value: 7, by: 'ada' } })
      notStrictEqual(after.version, before.version)
    },
  },
  {
    name: 'does not write over a version that it no longer has',
    async run({ source, other }) {
      const { version } = await source.read()
      strictEqual(await other.write({ a: 1 }, version), true)
      strictEqual(await source.write({ a: 2 }, version), false)
      deepStrictEqual((await source.read()).flags, { a: 1 })
      await put(source, { a: 3 })
      deepStrictEqual((await other.read()).flags, { a: 3 })
    },
  },
  {
    name: 'of those who write over the same version, lets one',
    async run({ source, other }) {
      for (let round = 0; round < 10; round++) {
        const { version } = await source.read()
        const written = await Promise.all(
          Array.from({ length: 8 }, async (_, i) =>
            (i % 2 === 0 ? source : other).write({ round, i }, version),
          ),
        )
        strictEqual(written.filter(Boolean).length, 1)
        deepStrictEqual((await source.read()).flags, { round, i: written.indexOf(true) })
      }
    },
  },
  {
    name: 'loses none of the changes that two make at the same time',
    async run({ source, other }) {
      const add = async (to: WholeSource): Promise<void> => {
        for (let [left, attempts] = [25, 10_000]; left > 0 && attempts > 0; attempts--) {
          const { flags, version } = await to.read()
          if (await to.write({ n: Number(flags.n ?? 0) + 1 }, version)) left--
        }
      }
      await Promise.all([add(source), add(other), add(source), add(other)])
      deepStrictEqual((await source.read()).flags, { n: 100 })
    },
  },
  {
    name: 'holds any name and any text as it is',
    async run({ source, other }) {
      const flags = JSON.parse(
        '{"__proto__":{"value":true},"constructor":1,"a b\\"c\'":"d\\u2028\\ud83d\\ude00 $1 {} %s","":""}',
      )
      flags.long = 'x'.repeat(100_000)
      await put(source, flags)
      const read = (await other.read()).flags
      deepStrictEqual(new Map(Object.entries(read)), new Map(Object.entries(flags)))
      strictEqual(Object.getPrototypeOf(read), Object.prototype)
    },
  },
]

/** What every source tells. */
export const watchCases: readonly Case[] = [
  {
    name: 'tells the other of a change, and shows it then',
    async run({ source, other }) {
      const { listener, heard } = hearing()
      const unwatch = await other.watch(listener)
      await put(source, { a: true })
      await heard
      deepStrictEqual((await other.read()).flags, { a: true })
      unwatch()
    },
  },
  {
    name: 'tells whoever made the change too',
    async run({ source }) {
      const { listener, heard } = hearing()
      const unwatch = await source.watch(listener)
      await put(source, { a: true })
      await heard
      unwatch()
    },
  },
  {
    name: 'tells nothing to who has stopped listening, and goes on telling others',
    async run({ source, other }) {
      const [gone, here] = [hearing(), hearing()]
      let told = 0
      const unwatch = await other.watch({ ...gone.listener, changed: () => void told++ })
      const stop = await other.watch(here.listener)
      unwatch()
      unwatch()
      await put(source, { a: true })
      await here.heard
      strictEqual(told, 0)
      stop()
    },
  },
]
