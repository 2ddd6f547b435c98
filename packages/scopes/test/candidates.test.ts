import { expect, it } from 'vitest'
import { candidatesIn } from '../src/candidates.ts'

const names = Array.from({ length: 4_096 }, (_, i) => [
  `a${i >> 4}`,
  `p${(i >> 2) & 3}`,
  `x${i & 3}`,
])
const candidates = candidatesIn([...names, ['a0'], ['a0', 'p0'], ['a0', 'x0']])

it.each([
  [['*', '*', 'nope'], 0],
  [['nope', '*', '**'], 0],
  [['*', 'x0', '*'], 0],
  [['*', 'p0', '*', '*'], 0],
  [['a0', '*', 'x0', '**'], 0],
  [['*', '*', '*', '**'], 0],
  [['a7', 'p0', '*'], 16],
  [['a0', '**'], 18],
  [['*', 'p0', '**'], 1_024],
  [['a0', '*'], 2],
  [['*'], 1],
  [['**'], 4_099],
])('%j has to be held against %i names', (wildcard, count) => {
  expect(candidates(wildcard)).toHaveLength(count)
})
