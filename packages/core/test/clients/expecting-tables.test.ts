import { expectingTables } from '@sallyport/core/clients'
import { expect, it } from 'vitest'

const failing = (code: unknown) => ({
  query: () => Promise.reject(Object.assign(new Error('the database says no'), { code })),
})

it.each(['42883', '42P01', '42704', '3F000'])(
  'says what to do where %s is the answer',
  async (code) => {
    const tables = expectingTables(failing(code), 'notes: call migrate()')
    const error = await tables.query('SELECT 1').catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      message: 'notes: call migrate()',
      cause: { message: 'the database says no', code },
    })
  },
)

it.each(['40001', '', undefined])('gives every other error on as it is: %s', async (code) => {
  const tables = expectingTables(failing(code), 'notes: call migrate()')
  await expect(tables.query('SELECT 1')).rejects.toThrow('the database says no')
})

it('gives the answer on', async () => {
  const answer = { rows: [{ n: 1 }], count: 1, command: 'SELECT' }
  const asked: unknown[] = []
  const pool = {
    query: (...all: unknown[]) => {
      asked.push(all)
      return Promise.resolve(answer as never)
    },
  }
  expect(await expectingTables(pool, 'notes').query('SELECT $1', [1])).toBe(answer)
  expect(asked).toEqual([['SELECT $1', [1]]])
})
