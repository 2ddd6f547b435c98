import { expect, test } from 'vitest'
import { startPglite } from '../src/index.ts'

test('startPglite answers, and may be closed twice', { timeout: 60_000 }, async () => {
  await using pglite = await startPglite()
  const { rows } = await pglite.db.query('select 40 + 2 as answer')
  expect(rows).toEqual([{ answer: 42 }])
  await Promise.all([pglite.close(), pglite.close()])
  await pglite.close()
  expect(pglite.db.closed).toBe(true)
})
