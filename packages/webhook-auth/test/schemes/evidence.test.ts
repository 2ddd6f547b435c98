import { readFileSync } from 'node:fs'
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

it('the readme names each sender, and those that an answer or a library proves apart', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  const [, proved = '', documented = ''] =
    /## Senders\n([^#]*)By their documentation alone:([^#]*?)\n\n/.exec(readme) ?? []
  const namedIn = (text: string): ReadonlySet<string> =>
    new Set(text.split(/[,;.](?:\s|$)|\sand\s|\s\(/).map((one) => one.trim().replace(/\s+/g, ' ')))
  const provedOnce = new Set(
    everyScheme.filter(({ evidence }) => evidence !== 'documentation').map(({ sender }) => sender),
  )
  const names = [namedIn(documented), namedIn(proved)]
  const missing = everyScheme.filter(
    ({ sender }) => !names[Number(provedOnce.has(sender))]?.has(sender),
  )
  expect(missing.map(({ sender }) => sender)).toEqual([])
})
