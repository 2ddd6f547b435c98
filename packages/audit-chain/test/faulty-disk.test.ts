import { expect, it } from 'vitest'
import { readFile, replaceFile, writeAll } from '../src/disk-files.ts'
import { memoryDisk } from '../src/memory-disk.ts'
import { type Faults, faultyDisk } from './support/faulty-disk.ts'

const ten = Buffer.from('0123456789')

it('takes what it is told to at once, and all is written none the less', async () => {
  const disk = faultyDisk(memoryDisk(), { mostAtOnce: 3 })
  const file = await disk.open('a', 'create')
  expect(await file.write(ten, 0)).toBe(3)
  await writeAll(file, ten, 0)
  expect(await readFile(disk, 'a', 10)).toEqual(new Uint8Array(ten))
})

it('is full without a word, then with one, until there is room', async () => {
  const faults: Faults = { room: 14 }
  const disk = faultyDisk(memoryDisk(), faults)
  const file = await disk.open('a', 'create')
  expect(await file.write(ten, 0)).toBe(10)
  expect(await file.write(ten, 10)).toBe(4)
  await expect(Promise.resolve(file.write(ten, 14))).rejects.toMatchObject({ code: 'ENOSPC' })
  // What does not grow needs no room.
  expect(await file.write(ten, 0)).toBe(10)
  await file.truncate(10)
  expect([faults.room, await file.write(ten, 10)]).toEqual([4, 4])
  await disk.remove('a')
  expect(faults.room).toBe(14)
  faults.room = 100
  await expect(writeAll(await disk.open('b', 'create'), ten, 0)).resolves.toBeUndefined()
})

it('fails what it is told to, once', async () => {
  const inner = memoryDisk()
  const disk = faultyDisk(inner, {
    fails: (operation, nth) => {
      if (operation === 'datasync' && nth === 1) return 'EIO'
      if (operation === 'rename' && nth === 1) return 'EACCES'
      return operation === 'read' && nth === 0 ? 'EIO' : undefined
    },
  })
  await replaceFile(disk, 'a', ten)
  await expect(readFile(disk, 'a', 10)).rejects.toMatchObject({ code: 'EIO' })
  expect(await readFile(disk, 'a', 10)).toEqual(new Uint8Array(ten))
  await expect(replaceFile(disk, 'a', ten)).rejects.toMatchObject({ code: 'EIO' })
  await expect(replaceFile(disk, 'a', ten)).rejects.toMatchObject({ code: 'EACCES' })
  await replaceFile(disk, 'a', ten)
  expect(await inner.list('')).toEqual(['a'])
})
