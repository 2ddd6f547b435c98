import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { missing, type Service } from '../src/index.ts'
import { runs } from './process-state.ts'

const script = join(import.meta.dirname, 'fixtures/leave-server.ts')

type Left = { end: unknown; pid: number; folder: string }

function leave(service: Service, ending: string): Promise<Left> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, service, ending], (error, stdout) => {
      resolve({ end: error?.signal ?? error?.code ?? 0, ...JSON.parse(stdout) })
    })
  })
}

async function expectNothingLeft({ pid, folder }: Left): Promise<void> {
  await vi.waitUntil(() => !runs(pid), { timeout: 5_000 })
  expect(existsSync(folder)).toBe(false)
}

const redisMissing = missing('redis', 'ending without stop, redis')
const postgresMissing = missing('postgres', 'ending without stop, postgres')

describe('a process that ends without stop leaves nothing', { concurrent: true }, () => {
  test.skipIf(redisMissing).for([
    ['return', 0],
    ['exit', 3],
    ['throw', 1],
    ['SIGTERM', 'SIGTERM'],
    ['SIGHUP', 'SIGHUP'],
  ] as const)('by %s', { timeout: 20_000 }, async ([ending, end]) => {
    const left = await leave('redis', ending)
    expect(left.end).toBe(end)
    await expectNothingLeft(left)
  })

  test.skipIf(postgresMissing)('while its server still writes', { timeout: 20_000 }, async () => {
    await expectNothingLeft(await leave('postgres', 'return'))
  })
})
