import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { measureAll } from '../bench/all.ts'
import { jsonLine } from '../bench/print.ts'
import type { Row } from '../bench/row.ts'
import { plant } from './plant.ts'

const row: Row = {
  id: 'a/row',
  what: 'ours / theirs',
  ours: '1 ns',
  peer: '2 ns',
  ratio: 0.5,
  spread: 0,
  target: { atMost: 0.4 },
  ok: false,
}

/** A suite `good` whose row falls short, and any other that cannot be measured. */
const program = `
if (process.argv[2] === 'good') {
  console.log('of a library')
  console.log(${JSON.stringify(jsonLine(row))})
  process.exitCode = 1
} else {
  console.error('(node:1) Warning: new')
  throw new Error('no ' + process.argv[2])
}`

it('goes on with the next suite where one cannot be measured, and says so', async () => {
  const printed = vi.spyOn(console, 'log').mockReturnValue(undefined)
  const complained = vi.spyOn(console, 'error').mockReturnValue(undefined)
  const root = plant({ 'bench.mjs': program })
  const page = join(root, 'page.md')
  const all = await measureAll(['redis', 'good'], page, join(root, 'bench.mjs'))
  expect(all).toEqual([
    { name: 'redis', rows: [], ended: 'Error: no redis' },
    { name: 'good', rows: [row] },
  ])
  expect(readFileSync(page, 'utf8')).toContain('- `a/row`: 0.50, where <= 0.4 is asked')
  expect(printed.mock.calls.join('\n')).toContain('a/row')
  expect(complained.mock.calls.join('\n')).toContain('no redis')
  vi.restoreAllMocks()
})
