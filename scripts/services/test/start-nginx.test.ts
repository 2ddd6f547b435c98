import { describe, expect, test } from 'vitest'
import { missing, type Server, startNginx } from '../src/index.ts'
import { serverCases } from './server-cases.ts'

async function talk(nginx: Server): Promise<void> {
  const answer = await fetch(`${nginx.url}/nothing`)
  expect(answer.headers.get('server')).toMatch(/^nginx/)
}

describe.skipIf(missing('nginx', 'startNginx'))('startNginx', { concurrent: true }, () => {
  serverCases(startNginx, talk, ['-g', 'no-such-option on;'])

  test('runs the given server', async () => {
    await using nginx = await startNginx({ server: 'location /a { return 200 "b"; }' })
    expect(await (await fetch(`${nginx.url}/a`)).text()).toBe('b')
  })
})
