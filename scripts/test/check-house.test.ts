import { expect, it } from 'vitest'
import { check, report } from '../check-house.ts'
import { manifest, plant } from './plant.ts'

const lines = (count: number, line = 'void 0'): string => `${line}\n`.repeat(count)
const opening = '// The mistake this prevents: none.\n'
const limits = (files: Record<string, string>): string =>
  plant({
    'packages/limits/package.json': manifest('limits'),
    ...Object.fromEntries(
      Object.entries(files).map(([path, text]) => [`packages/limits/${path}`, text]),
    ),
  })

it('accepts what keeps to the budgets, and reports the spread', async () => {
  const root = limits({
    'src/index.ts': lines(20),
    'src/limits.ts': lines(80),
    'src/windows.ts': lines(170),
    'src/data/names.ts': lines(900),
    'src/presets.ts': lines(900),
    'test/limits.test.ts': lines(350),
  })
  expect(await check(root)).toEqual([])
  expect(await report(root)).toEqual([
    expect.stringContaining('3 files; median 80, p90 170, most 170 lines'),
  ])
})

it('finds long files, in tests and scripts as well', async () => {
  const root = plant({
    'packages/limits/test/limits.test.ts': lines(351),
    'scripts/build.ts': lines(350),
    'scripts/check-a.ts': opening + lines(110),
    'scripts/check-b.ts': opening + lines(109),
  })
  expect(await check(root)).toEqual([
    'packages/limits/test/limits.test.ts:1: the file has 351 lines; 350 is the most',
    'scripts/check-a.ts:1: the file has 111 lines; 110 is the most',
  ])
})

it('finds a package whose files are long on the whole', async () => {
  const files = { 'src/a.ts': lines(81), 'src/b.ts': lines(81), 'src/c.ts': lines(171) }
  expect(await check(limits(files))).toEqual([
    'packages/limits:1: median file has 81 lines; 80 is the most',
    'packages/limits:1: p90 of its files has 171 lines; 170 is the most',
  ])
})

it('finds a long function; one nested in it counts for itself', async () => {
  const long = `// one\nexport function long() {\n${lines(39)}}\n`
  const factory = `function factory() {\n${lines(20)}return { a() {\n${lines(20)}} }\n}\n`
  expect(await check(limits({ 'src/long.ts': long, 'src/factory.ts': factory }))).toEqual([
    'packages/limits/src/long.ts:2: the function has 41 lines; 40 is the most',
  ])
})

it('finds a check that does not say what it prevents', async () => {
  expect(await check(plant({ 'scripts/check-a.ts': '// Checks a.\n' }))).toEqual([
    expect.stringContaining('scripts/check-a.ts:1: a check opens with'),
  ])
})
