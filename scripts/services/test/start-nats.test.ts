import { describe, expect } from 'vitest'
import { firstAnswer } from '../src/first-answer.ts'
import { missing, type Server, startNats } from '../src/index.ts'
import { serverCases } from './server-cases.ts'

async function talk(nats: Server): Promise<void> {
  const answer = await firstAnswer(nats, 'PING\r\n', AbortSignal.timeout(2_000))
  expect(answer.toString()).toMatch(/^INFO .*"host":"127\.0\.0\.1"/)
}

describe.skipIf(missing('nats', 'startNats'))('startNats', { concurrent: true }, () => {
  // An option that it does not know is followed by so much of its manual that it is no longer seen.
  serverCases(startNats, talk, ['--config', 'no-such-option'])
})
