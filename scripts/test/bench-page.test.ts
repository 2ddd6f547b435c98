import { expect, it } from 'vitest'
import { benchmarksPage, type Machine } from '../bench/page.ts'
import { jsonLine, jsonRow } from '../bench/print.ts'
import type { Row } from '../bench/row.ts'

const machine: Machine = {
  processor: 'Some CPU',
  cores: 4,
  memoryGiB: 7.9,
  system: 'linux 6.1, x64',
  node: 'v26.10.0',
  date: '2026-11-21',
  load: { before: 0.11, after: 1.02 },
}
const quick: Row = {
  id: 'a/quick',
  what: 'ours | theirs',
  ours: '10.0 ns',
  peer: '40.0 ns',
  ratio: 0.25,
  spread: 0.1,
  target: { atMost: 0.5 },
  ok: true,
}
const slow: Row = { ...quick, id: 'b/slow', ratio: 0.75, ok: false }
const told: Row = { ...quick, id: 'b/told', target: undefined, notes: ['12 % hashing', 'a | b'] }

it('says what was measured, where, and by which command', () => {
  const page = benchmarksPage([{ name: 'a', rows: [quick] }], machine)
  expect(page).toContain('| processor | Some CPU, 4 cores |')
  expect(page).toContain('| load before, after | 0.11, 1.02 |')
  expect(page).toContain('All 1 gates are reached.')
  expect(page).toContain('## a\n\n`pnpm bench a`')
  expect(page).toContain(
    '| `a/quick` | ours \\| theirs | 10.0 ns | 40.0 ns | 0.25 | ±5 % | <= 0.5 | yes |',
  )
  expect(page).not.toContain('busy')
})

it('names first what falls short, and what was not measured', () => {
  const all = [
    { name: 'a', rows: [quick] },
    { name: 'b', rows: [slow, told] },
    { name: 'c', rows: [], ended: 'Error: no\n  Redis' },
  ]
  const page = benchmarksPage(all, machine)
  expect(page).toContain('1 of 2 gates are reached. These are not:')
  expect(page).toContain('- `b/slow`: 0.75, where <= 0.5 is asked')
  expect(page).toContain('- `pnpm bench c` did not come to its end: Error: no Redis')
  expect(page).toContain('## c\n\n`pnpm bench c`\n\nNothing was measured.')
  expect(page).toContain('| <= 0.5 | **no** |')
  expect(page).toContain('`b/told`:\n\n```text\n12 % hashing\na | b\n```')
})

it('says when something else had the machine', () => {
  const page = benchmarksPage([], { ...machine, load: { before: 3, after: 3 } })
  expect(page).toContain('**The machine was busy')
})

it.each([quick, slow, told, { ...slow, ratio: Number.NaN, spread: Number.NaN }])(
  'reads rows as they are printed for programs',
  (row) => {
    expect(jsonRow(jsonLine(row))).toEqual(row)
  },
)
