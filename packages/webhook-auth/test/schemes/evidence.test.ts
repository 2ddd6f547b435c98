import { expect, it } from 'vitest'
import { everyScheme } from '../support/every-scheme.ts'

const day = /^20\d\d-(0[1-9]|1[0-2])-([0-2]\d|3[01])$/

it('every scheme says on which day its source was read', () => {
  expect(everyScheme.filter(({ sourceRead = '' }) => !day.test(sourceRead))).toEqual([])
})

it('an answer or a library proves at least forty', () => {
  const proved = everyScheme.filter(({ evidence }) => evidence !== 'documentation')
  expect(proved.length).toBeGreaterThanOrEqual(40)
})

it('no two have one id', () => {
  expect(new Set(everyScheme.map(({ id }) => id)).size).toBe(everyScheme.length)
})
