import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Disk } from '../src/disk.ts'
import { readFile, readRange, replaceFile, writeAll } from '../src/disk-files.ts'
import { memoryDisk } from '../src/memory-disk.ts'
import { nodeDisk } from '../src/node-disk.ts'
import { crashingDisk } from './support/crashing-disk.ts'
import { scratchDirectory } from './support/scratch-directory.ts'

const disks: Readonly<Record<string, () => Disk>> = {
  node: () => nodeDisk(join(scratchDirectory(), 'log')),
  memory: memoryDisk,
  crashing: () => crashingDisk(1).disk,
}

const bytes = (text: string): Uint8Array => Buffer.from(text)
const text = async (disk: Disk, path: string): Promise<string | undefined> => {
  const found = await readFile(disk, path, 1_000)
  return found && Buffer.from(found).toString()
}

async function ready(make: () => Disk): Promise<Disk> {
  const disk = make()
  await disk.makeDirectory('')
  return disk
}

async function put(disk: Disk, path: string, content: string): Promise<void> {
  const file = await disk.open(path, 'create')
  await writeAll(file, bytes(content), 0)
  await file.close()
}

describe.each(Object.entries(disks))('the %s disk', (_, make) => {
  it('writes, reads and cuts at positions', async () => {
    const disk = await ready(make)
    const file = await disk.open('a', 'create')
    expect(await file.write(bytes('hello'), 0)).toBe(5)
    expect(await file.write(bytes('y!'), 4)).toBe(2)
    await file.datasync()
    expect(await file.size()).toBe(6)
    expect(Buffer.from(await readRange(file, 1, 99)).toString()).toBe('elly!')
    expect(await file.read(new Uint8Array(4), 6)).toBe(0)
    await file.truncate(2)
    await file.write(bytes('x'), 4)
    await file.close()
    expect(await text(disk, 'a')).toBe('he\0\0x')
  })

  it('reads again what was written by another handle', async () => {
    const disk = await ready(make)
    await put(disk, 'a', 'one')
    const [writer, reader] = [await disk.open('a', 'write'), await disk.open('a', 'read')]
    await writer.write(bytes('two'), 3)
    expect(Buffer.from(await readRange(reader, 0, 9)).toString()).toBe('onetwo')
    await Promise.all([writer.close(), reader.close()])
  })

  it('writes much at once', async () => {
    const disk = await ready(make)
    const file = await disk.open('a', 'create')
    const much = Buffer.alloc(3_000_000, 'abc')
    await writeAll(file, much, 1)
    expect(Buffer.from(await readRange(file, 1, much.length)).equals(much)).toBe(true)
    await file.close()
  })

  it('says what is missing and what is there', async () => {
    const disk = await ready(make)
    await put(disk, 'a', '')
    await expect(disk.open('a', 'create')).rejects.toMatchObject({ code: 'EEXIST' })
    const missing = { code: 'ENOENT' }
    await expect(disk.open('b', 'read')).rejects.toMatchObject(missing)
    await expect(disk.open('b', 'write')).rejects.toMatchObject(missing)
    await expect(disk.open('none/b', 'create')).rejects.toMatchObject(missing)
    await expect(disk.remove('b')).rejects.toMatchObject(missing)
    await expect(disk.rename('b', 'c')).rejects.toMatchObject(missing)
    await expect(disk.rename('a', 'none/c')).rejects.toMatchObject(missing)
    await expect(disk.syncDirectory('none')).rejects.toMatchObject(missing)
  })

  it('lists, renames, removes and makes directories', async () => {
    const disk = await ready(make)
    expect(await disk.list('tile/0')).toEqual([])
    await disk.makeDirectory('tile/0')
    await disk.makeDirectory('tile/0')
    await put(disk, 'tile/0/001', 'one')
    await put(disk, 'tile/0/000', 'nil')
    await put(disk, 'till', '')
    expect(await disk.list('')).toEqual(['tile/', 'till'])
    expect(await disk.list('tile')).toEqual(['0/'])
    expect(await disk.list('tile/0')).toEqual(['000', '001'])
    await disk.rename('tile/0/001', 'tile/0/000')
    expect(await text(disk, 'tile/0/000')).toBe('one')
    await disk.remove('tile/0/000')
    await disk.syncDirectory('tile/0')
    expect(await disk.list('tile/0')).toEqual([])
  })

  it('replaces a file, and what a crash left of an earlier try', async () => {
    const disk = await ready(make)
    await put(disk, 'a.new', 'half of')
    await replaceFile(disk, 'a', bytes('one'))
    await replaceFile(disk, 'a', bytes('two'))
    expect([await text(disk, 'a'), await disk.list('')]).toEqual(['two', ['a']])
  })
})
