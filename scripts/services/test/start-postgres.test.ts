import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { findBinary, missing, type Server, startPostgres } from '../src/index.ts'
import { serverCases } from './server-cases.ts'

async function query(server: Server, sql: string): Promise<string> {
  const psql = findBinary('psql') ?? 'psql'
  const { stdout } = await promisify(execFile)(psql, ['-XAtq', '-c', sql, server.url])
  return stdout.trim()
}

describe.skipIf(missing('postgres', 'startPostgres'))(
  'startPostgres',
  { concurrent: true, timeout: 60_000 },
  () => {
    serverCases(startPostgres, async (postgres) => {
      expect(await query(postgres, 'select 40 + 2')).toBe('42')
    })

    test('takes settings, and committed rows outlive a restart and a crash', async () => {
      await using postgres = await startPostgres({ args: ['-c', 'max_connections=7'] })
      expect(await query(postgres, 'show max_connections')).toBe('7')
      await query(postgres, 'create table doors as select 1 as id')
      await postgres.restart()
      expect(await query(postgres, 'select id from doors')).toBe('1')
      await query(postgres, 'update doors set id = 2')
      process.kill(postgres.pid, 'SIGKILL')
      await postgres.restart()
      expect(await query(postgres, 'select id from doors')).toBe('2')
    })
  },
)
