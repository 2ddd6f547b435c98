import { describe, expect, test } from 'vitest'
import { firstAnswer } from '../src/first-answer.ts'
import { missing, type Server, startRedis } from '../src/index.ts'
import { serverCases } from './server-cases.ts'

async function ask(server: Server, command: string): Promise<string> {
  const answer = await firstAnswer(server, `${command}\r\n`, AbortSignal.timeout(2_000))
  return answer.toString()
}

describe.skipIf(missing('redis', 'startRedis'))('startRedis', { concurrent: true }, () => {
  serverCases(startRedis, async (redis) => {
    expect(await ask(redis, 'SET door open')).toBe('+OK\r\n')
    expect(await ask(redis, 'GET door')).toBe('$4\r\nopen\r\n')
  })

  test('data outlives a restart where it is asked to', async () => {
    await using redis = await startRedis({ args: ['--appendonly', 'yes'] })
    await ask(redis, 'SET door open')
    await redis.restart()
    expect(await ask(redis, 'GET door')).toBe('$4\r\nopen\r\n')
  })
})
