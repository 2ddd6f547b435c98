import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const started = (mode: string): ChildProcess =>
  fork(join(import.meta.dirname, '../support/idle-worker.ts'), [mode], {
    execArgv: [],
    env: { ...process.env, NODE_OPTIONS: '' },
  })

it('keeps no process that has nothing to do but to report', async () => {
  expect(await once(started('idle'), 'exit')).toEqual([0, null])
})

it('lets a process live that listens itself, though it listened later', async () => {
  const child = started('listens')
  const heard: unknown[] = []
  child.on('message', (message) => void heard.push(message))
  const ended = once(child, 'exit')
  await once(child, 'message') // it says hello
  child.send('end')
  expect(await ended).toEqual([0, null])
  expect(heard).toContain('heard')
})
