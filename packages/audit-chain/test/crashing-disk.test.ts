import { expect, it } from 'vitest'
import type { Disk } from '../src/disk.ts'
import { readFile, replaceFile, writeAll } from '../src/disk-files.ts'
import { type CrashingDisk, crashingDisk } from './support/crashing-disk.ts'
import { survivals } from './support/power-cut.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)

async function text(disk: Disk, path: string): Promise<string | undefined> {
  const found = await readFile(disk, path, 100_000)
  return found && Buffer.from(found).toString()
}

/** Everything that some cut leaves at a path: of each seed, after each operation, in each way. */
async function left(
  path: string,
  run: (disk: Disk, crashing: CrashingDisk) => Promise<void>,
  since = 0,
): Promise<ReadonlySet<string | undefined>> {
  const found = new Set<string | undefined>()
  for (let seed = 0; seed < 20; seed++) {
    const crashing = crashingDisk(seed)
    await run(crashing.disk, crashing)
    for (let at = since; at <= crashing.operations; at++) {
      for (const survival of survivals) {
        found.add(await text(crashing.afterCrash(at, survival).disk, path))
      }
    }
  }
  return found
}

const old = 'old '.repeat(500)
const young = 'young '.repeat(500)

it('a file is replaced as a whole, whenever the power is cut', async () => {
  const replaced = await left('a', async (disk) => {
    await replaceFile(disk, 'a', bytes(old))
    await replaceFile(disk, 'a', bytes(young))
  })
  expect(replaced).toEqual(new Set([undefined, old, young]))
})

it('what was replaced stays replaced', async () => {
  let done = 0
  const replace = async (disk: Disk, crashing: CrashingDisk): Promise<void> => {
    await replaceFile(disk, 'a', bytes(old))
    done = crashing.operations
    await replaceFile(disk, 'a', bytes(young))
  }
  await left('a', replace)
  expect(await left('a', replace, done)).toEqual(new Set([old, young]))
})

async function put(disk: Disk, path: string, content: string, synced: boolean): Promise<void> {
  const file = await disk.open(path, 'create')
  await writeAll(file, bytes(content), 0)
  if (synced) await file.datasync()
  await file.close()
}

it('without a datasync the name comes to stand for something else', async () => {
  const found = await left('a', async (disk) => {
    await replaceFile(disk, 'a', bytes(old))
    await put(disk, 'a.new', young, false)
    await disk.rename('a.new', 'a')
    await disk.syncDirectory('')
  })
  const wrong = [...found].filter((content) => ![undefined, old, young].includes(content))
  expect(wrong).toContain('')
  expect(wrong.some((content) => content && young.startsWith(content))).toBe(true)
  expect(wrong.some((content) => /^\0+young?/.test(content?.replace(/^[^\0]*/, '') ?? ''))).toBe(
    true,
  )
})

it('without a sync of the directory the old one may come back', async () => {
  let done = 0
  const replace = async (disk: Disk, crashing: CrashingDisk): Promise<void> => {
    await replaceFile(disk, 'a', bytes(old))
    await put(disk, 'a.new', young, true)
    await disk.rename('a.new', 'a')
    done = crashing.operations
  }
  await left('a', replace)
  expect(await left('a', replace, done)).toEqual(new Set([old, young]))
})

it('a new file that is synced is nothing without its name', async () => {
  const crashing = crashingDisk(1)
  await put(crashing.disk, 'a', old, true)
  const at = crashing.operations
  expect(await text(crashing.afterCrash(at, 'only synced').disk, 'a')).toBeUndefined()
  await crashing.disk.syncDirectory('')
  for (const survival of survivals) {
    expect(await text(crashing.afterCrash(at + 1, survival).disk, 'a')).toBe(old)
  }
})

it('what a killed process left is there, and still not synced', async () => {
  const crashing = crashingDisk(1)
  await put(crashing.disk, 'a', old, true)
  await crashing.disk.syncDirectory('')
  const file = await crashing.disk.open('a', 'write')
  await file.write(bytes(young), 0)
  const next = crashing.afterCrash(crashing.operations, 'all')
  expect(await text(next.disk, 'a')).toBe(young)
  expect(await text(next.afterCrash(0, 'only synced').disk, 'a')).toBe(old)
  await (await next.disk.open('a', 'write')).datasync()
  expect(await text(next.afterCrash(1, 'only synced').disk, 'a')).toBe(young)
})

it('what a failed datasync should have covered, the next one does not', async () => {
  const crashing = crashingDisk(1, { datasyncFails: (nth) => nth === 1 })
  await put(crashing.disk, 'a', old, true)
  await crashing.disk.syncDirectory('')
  const file = await crashing.disk.open('a', 'write')
  await file.write(bytes(young), 0)
  await expect(file.datasync()).rejects.toMatchObject({ code: 'EIO' })
  await file.datasync()
  expect(await text(crashing.disk, 'a')).toBe(young)
  const at = crashing.operations
  expect(await text(crashing.afterCrash(at, 'only synced').disk, 'a')).toBe(old)
  await file.write(bytes(young), 0)
  await file.datasync()
  expect(await text(crashing.afterCrash(at + 2, 'only synced').disk, 'a')).toBe(young)
})

it('what was cut and removed comes back, until that is synced', async () => {
  const crashing = crashingDisk(1)
  await crashing.disk.makeDirectory('b')
  await put(crashing.disk, 'b/a', old, true)
  await crashing.disk.syncDirectory('b')
  const file = await crashing.disk.open('b/a', 'write')
  await file.truncate(3)
  const kept = () => text(crashing.afterCrash(crashing.operations, 'only synced').disk, 'b/a')
  expect(await kept()).toBe(old)
  await file.datasync()
  expect(await kept()).toBe('old')
  await crashing.disk.remove('b/a')
  expect(await kept()).toBe('old')
  await crashing.disk.syncDirectory('b')
  expect(await kept()).toBeUndefined()
})

it('the same seed leaves the same, in whatever order it is asked', async () => {
  const contents = async (order: (cuts: readonly number[]) => readonly number[]) => {
    const crashing = crashingDisk(7)
    await put(crashing.disk, 'a', young, false)
    const file = await crashing.disk.open('a', 'write')
    for (let at = 0; at < 9; at++) await file.write(bytes(old), at * 2_000)
    const cuts = order(Array.from({ length: crashing.operations + 1 }, (_, at) => at))
    const found = cuts.flatMap((at) =>
      survivals.map(async (survival) => {
        const content = await text(crashing.afterCrash(at, survival).disk, 'a')
        return [`${at} ${survival}`, content] as const
      }),
    )
    return new Map(await Promise.all(found))
  }
  expect(await contents((cuts) => cuts)).toEqual(await contents((cuts) => cuts.toReversed()))
})
