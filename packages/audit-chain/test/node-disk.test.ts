import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { nodeDisk } from '../src/node-disk.ts'
import { scratchDirectory } from './support/scratch-directory.ts'

it('lets no path out of the directory', async () => {
  const scratch = scratchDirectory()
  const disk = nodeDisk(join(scratch, 'log'))
  await disk.makeDirectory('')
  const out = ['../a', 'a/../../b', '/etc/passwd', 'a//b', './a', 'a/', '\\a', 'c:a', 'a\0']
  for (const path of out) {
    await expect(disk.open(path, 'create')).rejects.toThrow(RangeError)
    await expect(disk.rename('a', path)).rejects.toThrow('audit-chain: a path must stay in')
  }
  expect(existsSync(join(scratch, 'a'))).toBe(false)
})

it('refuses a directory that is none', () => {
  expect(() => nodeDisk('')).toThrow('audit-chain: "directory" must be a path, got ""')
  expect(() => nodeDisk('a\0b')).toThrow(TypeError)
})

it('lets nobody else read', async () => {
  const root = join(scratchDirectory(), 'above', 'log')
  const disk = nodeDisk(root)
  await disk.makeDirectory('tile/0')
  await (await disk.open('tile/0/000', 'create')).close()
  const modes = ['..', '.', 'tile', 'tile/0', 'tile/0/000'].map(
    (name) => statSync(join(root, name)).mode & 0o777,
  )
  expect(modes).toEqual([0o700, 0o700, 0o700, 0o700, 0o600])
})

it('writes through no link', async () => {
  const scratch = scratchDirectory()
  const disk = nodeDisk(join(scratch, 'log'))
  await disk.makeDirectory('')
  writeFileSync(join(scratch, 'precious'), '')
  symlinkSync(join(scratch, 'precious'), join(scratch, 'log', 'a'))
  await expect(disk.open('a', 'write')).rejects.toMatchObject({ code: 'ELOOP' })
  await expect(disk.open('a', 'create')).rejects.toMatchObject({ code: 'EEXIST' })
})

it('stays where it was when the process goes elsewhere', async () => {
  const scratch = scratchDirectory()
  const before = process.cwd()
  const relative = join('..', '..', '..', '..', '..', '..', '..', scratch, 'log')
  const disk = nodeDisk(relative)
  process.chdir(scratch)
  try {
    await disk.makeDirectory('')
  } finally {
    process.chdir(before)
  }
  expect(existsSync(join(scratch, 'log'))).toBe(true)
})

it('a closed file takes nothing, small or large', async () => {
  const disk = nodeDisk(scratchDirectory())
  const file = await disk.open('a', 'create')
  await file.close()
  const rejected = (size: number) => Promise.resolve(file.write(new Uint8Array(size), 0))
  await expect(rejected(1)).rejects.toThrow()
  await expect(rejected(1_000_000)).rejects.toThrow()
  expect(await disk.list('')).toEqual(['a'])
})
