import { defineConfig } from '@sallyport/config-validation'
import { secret } from '@sallyport/core'
import { expect, it } from 'vitest'
import * as z from 'zod'
import { changeBetween } from '../../src/reload/changed-paths.ts'

const { plan } = defineConfig({
  schema: z.object({
    one: z.string(),
    list: z.array(z.unknown()),
    record: z.record(z.string(), z.unknown()),
    deep: z.object({ er: z.object({ any: z.unknown(), other: z.unknown() }) }),
    piped: z.object({ in: z.unknown() }).transform((value) => ({ out: value.in })),
    open: z.looseObject({ known: z.unknown() }),
  }),
})
const base = {
  one: 'a',
  list: [1, { a: [secret('s')] }],
  record: { name: secret(new Uint8Array([1])) },
  deep: { er: { any: new Map([['a', secret('m')]]), other: undefined } },
  piped: { out: 1 },
  open: { known: 1, more: 2 },
}

it.each([
  [{}, []],
  [{ one: 'b' }, ['one']],
  [{ list: [1, { a: [secret('s')] }] }, []],
  [{ list: [1, { a: [secret('t')] }] }, ['list']],
  [{ list: [1] }, ['list']],
  [{ record: { name: secret(new Uint8Array([1])) } }, []],
  [{ record: { name: secret(new Uint8Array([2])) } }, ['record']],
  [{ record: { other: 1 } }, ['record']],
  [{ deep: { er: { any: new Map([['a', secret('m')]]) } } }, []],
  [{ deep: { er: { any: new Map([['a', secret('n')]]) } } }, ['deep.er.any']],
  [{ deep: { er: { any: 1, other: 2 } } }, ['deep.er.any', 'deep.er.other']],
  [{ deep: undefined }, ['deep']],
  [{ piped: { out: 2 } }, ['piped']],
  [{ open: { known: 1, more: 3, yet: 4 } }, ['open.more', 'open.yet']],
] as [object, string[]][])('%o: %j', (difference, changed) => {
  expect(changeBetween(base, { ...base, ...difference }, plan).changed).toEqual(changed)
  expect(changeBetween({ ...base, ...difference }, base, plan).changed).toEqual(changed)
})
