import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { chance } from './support/chance.ts'
import { killed } from './support/killed.ts'
import { scratchDirectory } from './support/scratch-directory.ts'

it('what was acknowledged is there after each kill, once, and the next one opens', async () => {
  const [directory, random] = [join(scratchDirectory(), 'log'), chance(1)]
  const acknowledged: number[] = []
  for (let round = 0; round < 10; round++) {
    const after = round === 0 ? 0 : Math.floor(random() * 50)
    const more = await killed({ module: 'disk-appends.ts', directory, after })
    expect(more.length).toBeGreaterThanOrEqual(after)
    acknowledged.push(...more)
  }
  const path = join(directory, 'lines')
  const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : []
  const numbers = lines.map((line) => Number(line.split(' ')[0]))
  expect(numbers).toEqual(lines.map((_, at) => at))
  expect(new Set(acknowledged).size).toBe(acknowledged.length)
  expect(acknowledged.length).toBeGreaterThan(100)
  expect(acknowledged.filter((seq) => seq >= lines.length)).toEqual([])
})

it('a child that ends by itself was not killed', async () => {
  const killing = { module: 'chance.ts', directory: scratchDirectory(), after: 1 }
  await expect(killed(killing)).rejects.toThrow('chance.ts ended by itself: 1')
})
