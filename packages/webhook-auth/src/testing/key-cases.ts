import { rejects, deepStrictEqual as same } from 'node:assert'
import { type Case, longMs } from './case.ts'

const long = 'k'.repeat(10_000)
/** Text that one store or another would cut, change, take for something else or refuse. */
const hostile: readonly string[] = [
  ...['', ' ', '  ', 'a', 'A', 'a ', ' a', 'a\0', 'a\0b', '\0', 'a\nb', 'a\r\nb', 'a\tb'],
  ...['__proto__', 'constructor', 'toString', 'null', 'undefined', '0', '-0', '1e3', 'NaN'],
  ...['\ud800', '\ud801', '\udc00', '\ufffd', 'é', 'e\u0301', '\u200b', '\u202e', '😀'],
  ...['{a}', '{a}b', 'a{', '}', '*', 'a*', '?', '[a]', '%', '%00', '_', '\\', '\\0', '$1', ':'],
  ...["'; DROP TABLE sallyport_deliveries; --", '"', '`', '#', '#a', '--', '/*'],
  ...[long, `${long}k`, `${long}\0`, `${long.slice(1)}K`, 'k'.repeat(200), 'k'.repeat(201)],
]

/** Keys and spans as nobody should have them. */
export const keyCases: readonly Case[] = [
  {
    name: 'keys: whatever the text, no two are one, through all that can happen to them',
    async run({ store, other, key, lease, state }) {
      const head = key()
      const keys = [
        ...hostile.map((text) => `${head}${text}`),
        ...hostile.map((text) => `${text}${head}`),
      ]
      const all = [...new Set(keys)]
      const leases: string[] = []
      for (const one of all) leases.push(await lease(store, one))
      for (const one of all) same(await state(other, one), 'held')
      for (const [i, one] of all.entries()) {
        if (i % 2 === 0) same(await other.complete(one, leases[i] ?? '', longMs), true)
        else same(await other.release(one, leases[i] ?? ''), true)
      }
      for (const [i, one] of all.entries()) {
        same(await state(store, one), i % 2 === 0 ? 'done' : 'fresh')
      }
    },
  },
  {
    name: 'keys: the longest is kept as well as any',
    async run({ store, key, lease, state }) {
      const megabyte = key() + 'k'.repeat(1_048_576)
      await lease(store, megabyte)
      same([await state(store, megabyte), await state(store, `${megabyte}k`)], ['held', 'fresh'])
    },
  },
  ...[Number.NaN, 0, -1, Number.POSITIVE_INFINITY, 1e300].map(
    (ms): Case => ({
      name: `spans: ${ms} milliseconds are refused, and change nothing`,
      async run({ store, key, lease, state }) {
        const [one, another] = [key(), key()]
        const mine = await lease(store, one)
        await rejects(async () => store.claim(another, ms), RangeError)
        await rejects(async () => store.complete(one, mine, ms), RangeError)
        same([await state(store, one), await state(store, another)], ['held', 'fresh'])
      },
    }),
  ),
  {
    name: 'spans: a part of a millisecond is one',
    async run({ store, key, lease }) {
      const one = key()
      same(await store.complete(one, await lease(store, one, 1_000.5), 1_000.5), true)
    },
  },
]
