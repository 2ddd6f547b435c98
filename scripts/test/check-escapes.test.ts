import { expect, it } from 'vitest'
import { check } from '../check-escapes.ts'
import { plant } from './plant.ts'

const findings = (code: string, path = 'packages/limits/src/limits.ts'): Promise<string[]> =>
  check(plant({ [path]: code }))
const testFile = 'packages/limits/test/limits.test.ts'

it('accepts what says its reason', async () => {
  const code = `
    // any in words, and as unknown as
    // biome-ignore lint/suspicious/noExplicitAny: inference needs the widest guard
    type AnyGuard = Guard<any>
    const a = b as unknown as C // the client's own types are narrower than it
    const unknown = a as unknown`
  expect(await findings(code)).toEqual([])
  const test = `
    const noRedis = missing('redis', 'stores')
    describe.skipIf(missing('postgres', 'stores'))('a', () => {})
    it.skipIf(noRedis).each([])('b', () => {})
    it('skips, and only this', () => iterator.skip(1).only())`
  expect(await findings(test, testFile)).toEqual([])
})

it.each([
  ['const a: any = 1', `'any'`],
  ['const a = "http://a.example" as any', `'any'`],
  ['//\ntype A = Guard<any>', `'any'`],
  ['const a = b as unknown as C', `'as unknown as'`],
])('refuses a way out without a reason: %s', async (code, what) => {
  expect(await findings(code)).toEqual([
    expect.stringContaining(`${what} without a comment that says why`),
  ])
})

it.each([
  `it.${'skip'}('a', () => {})`,
  `describe.${'only'}('a', () => {})`,
  `test.${'todo'}('a')`,
  `it.each([1]).${'skip'}('a', () => {})`,
  `describe.concurrent.${'only'}('a', () => {})`,
  `it.each\`a\`.${'skip'}('a', () => {})`,
  `xit('a', () => {})`,
  `it('a', { ${'skip'}: true }, () => {})`,
])('refuses tests left out: %s', async (code) => {
  expect(await findings(code, testFile)).toEqual([
    expect.stringMatching(/^packages\/limits\/test\/limits\.test\.ts:1: .* leaves tests out$/),
  ])
})

it.each(['describe.skipIf(true)', 'it.runIf(process.env.CI)', 'const slow = 1\ntest.skipIf(slow)'])(
  'refuses a condition that prints no reason: %s',
  async (code) => {
    expect(await findings(`${code}('a', () => {})`, testFile)).toEqual([
      expect.stringContaining('without missing(…)'),
    ])
  },
)
