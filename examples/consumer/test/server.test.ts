import { equal, match } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

test('the server starts, is ready, is measured, and ends when it is asked to', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'box-office-'))
  const env = {
    PORT: '0',
    STRIPE_WEBHOOK_SECRET: 'whsec_0f9a3b5d6e7f8012d9f1',
    DRAIN_DELAY_MS: '0',
  }
  const server = spawn(process.execPath, [join(import.meta.dirname, '../src/server.ts')], {
    cwd,
    env,
  })
  try {
    const [said] = await once(server.stdout.setEncoding('utf8'), 'data')
    const url = String(said).trim()
    equal((await fetch(`${url}/ready`)).status, 200)
    equal((await fetch(`${url}/orders/1`)).status, 401)
    match(await (await fetch(`${url}/metrics`)).text(), /reason="key_missing"} 1/)
    server.kill('SIGTERM')
    const [code] = await once(server, 'exit')
    equal(code, 0)
  } finally {
    server.kill('SIGKILL')
    rmSync(cwd, { recursive: true, force: true })
  }
})
