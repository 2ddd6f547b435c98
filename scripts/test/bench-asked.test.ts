import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const bench = join(import.meta.dirname, '../bench/bench.ts')

it.each([
  [['--al'], "Unknown option '--al'"],
  [['cor'], 'no suite cor; there are adapters, '],
  [['../bench'], 'no suite ../bench; '],
  [['--all', 'core'], '--all measures every suite'],
  [['--all', '--json'], '--all measures every suite'],
  [['core', '--seconds', '0'], '--seconds is a number above 0'],
  [['service', '--soak', 'long'], '--soak is a number above 0'],
])('measures nothing where it is asked for what there is not: %j', (given, told) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bench, ...given], {
    encoding: 'utf8',
  })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  // One line, and no stack: it is no fault of the program's.
  expect(stderr.trim().split('\n')).toEqual([expect.stringContaining(`bench: ${told}`)])
})
