import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { services } from '../src/index.ts'

test('the README lists every service with its package', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
  const rows = [...readme.matchAll(/^\| `([\w-]+)` .*\| (\S+) +\|$/gm)]
  expect(rows.map(([, service, aptPackage]) => [service, aptPackage])).toEqual(
    Object.entries(services).map(([service, { aptPackage }]) => [service, aptPackage]),
  )
})
