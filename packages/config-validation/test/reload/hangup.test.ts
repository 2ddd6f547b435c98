import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { folder } from '../support/mounted.ts'

it('a process reads again on SIGHUP, and ends when it has nothing else to do', async () => {
  const cwd = folder()
  const write = (text: string): void => writeFileSync(join(cwd, 'config.yaml'), text)
  write('port: 1')
  const path = join(import.meta.dirname, '..', 'support', 'hangup-child.ts')
  const child = spawn(process.execPath, [path, cwd], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const line = async (): Promise<unknown> => (await lines.next()).value
  const ended = once(child, 'exit')
  expect(await line()).toBe('ready 1')
  write('port: one')
  child.kill('SIGHUP')
  expect(await line()).toBe('rejected port')
  write('port: 2')
  child.kill('SIGHUP')
  expect(await line()).toBe('changed port 2')
  write('port: true')
  child.kill('SIGHUP')
  expect(await line()).toBe('rejected port')
  child.stdin.end()
  expect(await ended).toEqual([0, null])
})
