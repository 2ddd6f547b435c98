import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type LockOptions, takeLock } from '../src/lock.ts'
import { type Holder, self } from '../src/lock-holder.ts'
import { locker } from './support/locker.ts'
import { scratchDirectory } from './support/scratch-directory.ts'

const clock = () => 1_700_000_000_000
let taken = 0
const random = (size: number) => {
  const bytes = Buffer.alloc(size)
  bytes.writeUInt32BE(++taken)
  return bytes
}
const options: LockOptions = { clock, random }

const ofOthers = 'A'.repeat(22)

/** Writes a lock as another process would have: this one's, but for what is given. */
async function plant(directory: string, other: Partial<Holder>): Promise<Holder> {
  const since = '2026-01-01T00:00:00.000Z'
  const holder = { token: ofOthers, ...(await self()), since, listens: false, ...other }
  writeFileSync(join(directory, 'lock'), JSON.stringify(holder))
  return holder
}

const nobody = 2 ** 22 + 1

it('of two processes one gets it, whether it is free or a dead one has it', async () => {
  const directory = scratchDirectory()
  const two = [locker(), locker()]
  for (let round = 0; round < 50; round++) {
    if (round % 2 === 1) await plant(directory, { pid: nobody })
    const got = await Promise.all(two.map((each) => each.take(directory)))
    expect(got.toSorted()).toEqual(['busy', 'held'])
    await two[got.indexOf('held')]?.release()
    expect(readdirSync(directory)).toEqual([])
  }
})

it('the lock of a killed process is free at once', async () => {
  const directory = scratchDirectory()
  const holder = locker()
  expect(await holder.take(directory)).toBe('held')
  await expect(takeLock(directory, options)).rejects.toMatchObject({ code: 'busy' })
  await holder.kill()
  const lock = await takeLock(directory, options)
  expect(lock.stillMine()).toBe(true)
  await lock.release()
  expect(readdirSync(directory)).toEqual([])
})

it('says who has it, and what to do', async () => {
  const directory = scratchDirectory()
  const lock = await takeLock(directory, options)
  const who = `process ${process.pid} on ${hostname()} since 2023-11-14T22:13:20.000Z`
  await expect(takeLock(directory, options)).rejects.toThrow(
    `audit-chain: ${directory} is written by ${who}; close the log there first`,
  )
  await lock.release()
})

it('one directory is one lock, by whatever path', async () => {
  const scratch = scratchDirectory()
  mkdirSync(join(scratch, 'log'))
  symlinkSync(join(scratch, 'log'), join(scratch, 'link'))
  const lock = await takeLock(join(scratch, 'log'), options)
  await expect(takeLock(join(scratch, 'link'), options)).rejects.toMatchObject({ code: 'busy' })
  await lock.release()
  await (await takeLock(join(scratch, 'link'), options)).release()
})

it('is held in a directory whose path is too long for a socket', async () => {
  const directory = join(scratchDirectory(), 'a'.repeat(120), 'b'.repeat(120))
  mkdirSync(directory, { recursive: true })
  const holder = locker()
  expect(await holder.take(directory)).toBe('held')
  expect(JSON.parse(readFileSync(join(directory, 'lock'), 'utf8'))).toMatchObject({ listens: true })
  await expect(takeLock(directory, options)).rejects.toThrow('is written by process')
  await holder.kill()
  await (await takeLock(directory, options)).release()
  expect(readdirSync(directory)).toEqual([])
})

it.each<readonly [string, Partial<Holder>]>([
  ['whose process is gone', { pid: nobody }],
  ['whose pid another process has now', { started: '1' }],
  ['of an earlier boot', { boot: 'another', listens: true }],
  ['that says it listens, and does not', { listens: true }],
])('takes over the lock %s', async (_, other) => {
  const directory = scratchDirectory()
  await plant(directory, other)
  const lock = await takeLock(directory, options)
  expect(lock.stillMine()).toBe(true)
  await lock.release()
  expect(readdirSync(directory)).toEqual([])
})

it.each<readonly [string, Partial<Holder>, string]>([
  ['of another host', { host: 'other', pid: nobody }, 'cannot see whether it lives; if nobody'],
  ['of another host and boot', { host: 'other', boot: 'another' }, 'cannot see whether it lives'],
  ['of another space of pids', { pids: 'pid:[1]', pid: nobody }, 'cannot see whether it lives'],
  ['of a process that lives', {}, 'is written by process'],
  ['that leads elsewhere', { token: '../../../../tmp/aaaaaa', pid: nobody }, 'does not say whose'],
  ['of a group of processes', { pid: -1 }, 'does not say whose it is; if nobody writes'],
])('leaves the lock %s alone', async (_, other, message) => {
  const directory = scratchDirectory()
  await plant(directory, other)
  const before = readFileSync(join(directory, 'lock'))
  await expect(takeLock(directory, options)).rejects.toThrow(message)
  expect(readFileSync(join(directory, 'lock'))).toEqual(before)
  expect(readdirSync(directory)).toEqual(['lock'])
})

it.each(['', '{"token"', 'null', '[]'])('leaves a file alone that is no lock: %j', async (text) => {
  const directory = scratchDirectory()
  writeFileSync(join(directory, 'lock'), text)
  await expect(takeLock(directory, options)).rejects.toThrow(`remove ${join(directory, 'lock')}`)
  expect(readFileSync(join(directory, 'lock'), 'utf8')).toBe(text)
})

it('clears what one who died while clearing has left', async () => {
  const directory = scratchDirectory()
  await plant(directory, { token: 'B'.repeat(22), pid: nobody })
  renameSync(join(directory, 'lock'), join(directory, `lock.${ofOthers}.over`))
  await plant(directory, { pid: nobody })
  await (await takeLock(directory, options)).release()
  expect(readdirSync(directory)).toEqual([])
})

it('whoever comes late to a dead lock does not remove the next one', async () => {
  const directory = scratchDirectory()
  for (let round = 0; round < 20; round++) {
    await plant(directory, { pid: nobody })
    const all = Array.from({ length: 20 }, () => takeLock(directory, options))
    const many = await Promise.allSettled(all)
    const got = many.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    expect(got.map((lock) => lock.stillMine())).toEqual([true])
    await got[0]?.release()
    expect(readdirSync(directory)).toEqual([])
  }
})

it('notices that it was taken away, and takes nothing away itself', async () => {
  const directory = scratchDirectory()
  const lock = await takeLock(directory, options)
  rmSync(join(directory, 'lock'))
  expect(lock.stillMine()).toBe(false)
  const next = await takeLock(directory, options)
  expect([lock.stillMine(), next.stillMine()]).toEqual([false, true])
  await lock.release()
  expect(next.stillMine()).toBe(true)
  await Promise.all([next.release(), next.release()])
  await next.release()
  expect(readdirSync(directory)).toEqual([])
})

it('needs its directory', async () => {
  const directory = join(scratchDirectory(), 'none')
  await expect(takeLock(directory, options)).rejects.toMatchObject({ code: 'ENOENT' })
})
