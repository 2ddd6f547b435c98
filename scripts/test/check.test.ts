import { join } from 'node:path'
import { expect, it } from 'vitest'
import { checkNames, runChecks } from '../check.ts'
import { plant } from './plant.ts'

const planted = (name: string, findings: string): [string, string] => [
  `scripts/check-${name}.ts`,
  `export const title = 'about ${name}'
   export const check = async (root) => ${findings}
   export const report = async () => ['figure']`,
]

it('runs each check, prints a line for it and what it found, and counts', async () => {
  const root = plant(
    Object.fromEntries([planted('good', '[]'), planted('bad', `['a.ts:1: wrong', 'b.ts:2: bad']`)]),
  )
  const folder = join(root, 'scripts')
  const lines: string[] = []
  expect(checkNames(folder)).toEqual(['bad', 'good'])
  expect(await runChecks(root, folder, checkNames(folder), (line) => lines.push(line))).toBe(2)
  expect(lines.map((line) => line.replace(/\d+\.\d/, '0.0'))).toEqual([
    'bad       2 found     0.0 s  about bad',
    '  a.ts:1: wrong',
    '  b.ts:2: bad',
    '  figure',
    'good      ok          0.0 s  about good',
    '  figure',
  ])
})

it('goes on after a check that fails itself', async () => {
  const root = plant(
    Object.fromEntries([planted('a', `Promise.reject(Error('broken'))`), planted('b', '[]')]),
  )
  const folder = join(root, 'scripts')
  const lines: string[] = []
  expect(await runChecks(root, folder, ['a', 'b'], (line) => lines.push(line))).toBe(1)
  expect(lines[1]).toContain('check-a.ts:1: Error: broken')
  expect(lines.at(-2)).toContain('about b')
})

it('finds the checks of this workspace', () => {
  expect(checkNames(join(import.meta.dirname, '..'))).toContain('edges')
})
