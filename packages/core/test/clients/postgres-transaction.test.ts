import { type PostgresPool, postgresTransaction } from '@sallyport/core/clients'
import { expect, it } from 'vitest'

/** A pool that writes down what it is told; statements named in `failures` reject. */
function scripted(failures: Readonly<Record<string, Error>>) {
  const told: unknown[] = []
  const pool: Pick<PostgresPool, 'connect'> = {
    connect: async () => ({
      async query(text) {
        told.push(text)
        if (failures[text] !== undefined) throw failures[text]
        return { rows: [], count: 0, command: text }
      },
      release: (...error) => void told.push(['release', ...error]),
    }),
  }
  return { pool, told }
}
const failed = new Error('failed')
const broken = new Error('broken')

it('gives the connection back after a commit', async () => {
  const { pool, told } = scripted({})
  expect(await postgresTransaction(pool, async () => 7)).toBe(7)
  expect(told).toEqual(['BEGIN', 'COMMIT', ['release']])
})

it('gives the connection back after a rollback', async () => {
  const { pool, told } = scripted({})
  await expect(postgresTransaction(pool, () => Promise.reject(failed))).rejects.toBe(failed)
  expect(told).toEqual(['BEGIN', 'ROLLBACK', ['release']])
})

it('has the connection closed that cannot roll back, and rejects with the first error', async () => {
  const { pool, told } = scripted({ ROLLBACK: broken })
  await expect(postgresTransaction(pool, () => Promise.reject(failed))).rejects.toBe(failed)
  expect(told).toEqual(['BEGIN', 'ROLLBACK', ['release', broken]])
})

it.each(['BEGIN', 'COMMIT'])('gives the connection back when %s fails', async (statement) => {
  const { pool, told } = scripted({ [statement]: failed })
  await expect(postgresTransaction(pool, async () => {})).rejects.toBe(failed)
  expect(told.slice(-3)).toEqual([statement, 'ROLLBACK', ['release']])
})

it('rolls back when its function throws before it has promised anything', async () => {
  const { pool, told } = scripted({})
  const run = () => {
    throw failed
  }
  await expect(postgresTransaction(pool, run)).rejects.toBe(failed)
  expect(told).toEqual(['BEGIN', 'ROLLBACK', ['release']])
})

it('begins again after a conflict that the commit finds', async () => {
  const { pool, told } = scripted({ COMMIT: Object.assign(new Error(), { code: '40001' }) })
  const run = postgresTransaction(pool, async () => {}, { isolation: 'serializable', retries: 1 })
  await expect(run).rejects.toMatchObject({ code: '40001' })
  expect(told.filter((text) => text === 'COMMIT')).toHaveLength(2)
})

it.each([-1, 0.5, Number.NaN, '2'])('refuses %s retries', async (retries) => {
  const { pool, told } = scripted({})
  const run = postgresTransaction(pool, async () => {}, { retries: retries as number })
  await expect(run).rejects.toThrow(RangeError)
  expect(told).toEqual([])
})
