import { expect, it } from 'vitest'
import type { Holder } from '../src/lock-holder.ts'
import { lifeOf, proveLife } from '../src/proof-of-life.ts'
import { scratchDirectory } from './support/scratch-directory.ts'

const holder: Holder = {
  token: 'A'.repeat(22),
  host: 'here',
  pid: process.pid,
  since: '2026-01-01T00:00:00.000Z',
  listens: false,
}
const me = { host: 'here', pid: 1 }
const nobody = 2 ** 22 + 1

it('where there is only a pid, the pid says it', async () => {
  const directory = scratchDirectory()
  expect(await lifeOf(holder, directory, 'lock.a', me)).toBe('alive')
  expect(await lifeOf({ ...holder, pid: nobody }, directory, 'lock.a', me)).toBe('dead')
  expect(await lifeOf(holder, directory, 'lock.a', { ...me, host: 'there' })).toBe('unknown')
})

it('the socket says it, whatever the pid', async () => {
  const directory = scratchDirectory()
  const elsewhere = { ...holder, pid: nobody, pids: 'pid:[1]', listens: true }
  const life = await proveLife(directory, 'lock.a')
  expect(await lifeOf(elsewhere, directory, 'lock.a', me)).toBe('alive')
  await life?.close()
  expect(await lifeOf(elsewhere, directory, 'lock.a', me)).toBe('dead')
})

it('where no socket can be made, there is none', async () => {
  expect(await proveLife(scratchDirectory(), 'a'.repeat(120))).toBeUndefined()
})
