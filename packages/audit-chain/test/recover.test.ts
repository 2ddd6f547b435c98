import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Disk } from '../src/disk.ts'
import { readFile } from '../src/disk-files.ts'
import { layout, segmentPath } from '../src/layout.ts'
import { memoryDisk } from '../src/memory-disk.ts'
import { faultyDisk } from './support/faulty-disk.ts'
import { keyOf } from './support/keys.ts'
import { entriesOf, numbered, numbersOf, openOn } from './support/open-on.ts'
import { watchedDisk } from './support/watched-disk.ts'

const first = segmentPath(0)
const unsigned = { checkpoints: { everyEntries: 1_000_000 } }

const bytesOf = async (disk: Disk, path: string): Promise<Buffer> =>
  Buffer.from((await readFile(disk, path, 2 ** 30)) ?? [])

async function put(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const file = await disk.open(path, 'write').catch(() => disk.open(path, 'create'))
  await file.truncate(0)
  await file.write(bytes, 0)
  await file.close()
}

/** A log with so many entries under a checkpoint, and so many behind it, whose process was killed. */
async function killed(signed: number, behind: number, segmentBytes = 64 * 1_024): Promise<Disk> {
  const disk = memoryDisk()
  const log = await openOn(disk, { ...unsigned, segmentBytes })
  for (let number = 0; number < signed + behind; number++) {
    if (number === signed && signed > 0) await log.checkpoint()
    await log.append(numbered(number))
  }
  if (behind === 0) await log.checkpoint()
  return disk
}

const numbersIn = async (disk: Disk): Promise<readonly number[]> => {
  const log = await openOn(disk, unsigned)
  const numbers = numbersOf(await entriesOf(log))
  await log.close()
  return numbers
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

describe('recovery', () => {
  it.each([
    [0, 0],
    [0, 5],
    [5, 0],
    [5, 5],
    [256, 3],
    [300, 300],
  ])('finds %i signed entries and %i others', async (signed, behind) => {
    expect(await numbersIn(await killed(signed, behind))).toEqual(upTo(signed + behind))
  })

  it('needs no hint of where the latest checkpoint ends', async () => {
    const disk = await killed(20, 5, 4_096)
    await disk.remove(layout.position)
    expect(await numbersIn(disk)).toEqual(upTo(25))
  })

  it.each([
    '',
    'x',
    '{}',
    '{"size":20,"segment":0,"offset":17}',
    '{"size":20,"segment":99,"offset":0}',
  ])('believes no hint that is wrong: %s', async (hint) => {
    const disk = await killed(20, 5)
    await put(disk, layout.position, Buffer.from(hint))
    expect(await numbersIn(disk)).toEqual(upTo(25))
  })

  it('reads as much of a long log as of a short one', async () => {
    const read = async (signed: number) => {
      const { disk, bytesRead } = watchedDisk(await killed(signed, 3, 4_096))
      const log = await openOn(disk, unsigned)
      const bytes = bytesRead()
      await log.close()
      return bytes
    }
    const [short, long] = [await read(300), await read(1_200)]
    // The tiles of the right edge, and the longest that a line can be.
    expect(long).toBeLessThan(short + 3 * 8_192)
  })
})

describe('what a crash has left half written', () => {
  it.each([
    ['a line without an end', Buffer.from('{"_prev":"')],
    ['zeros', Buffer.alloc(5_000)],
    ['a line with zeros in it, and whole ones behind it', Buffer.from('{"_p\0\0\n{}\n')],
  ])('is set aside, and recorded: %s', async (_, torn) => {
    const disk = await killed(2, 1)
    const whole = await bytesOf(disk, first)
    await put(disk, first, Buffer.concat([whole, torn]))
    const log = await openOn(disk, unsigned)
    const entries = await entriesOf(log)
    expect(numbersOf(entries)).toEqual([0, 1, 2])
    const sha256 = createHash('sha256').update(torn).digest('hex')
    const file = `torn/0000000000000003-${sha256}.bytes`
    expect(entries[3]).toMatchObject({
      type: 'audit.recovered',
      transport: 'system',
      event: { bytes: torn.length, sha256, file },
    })
    expect(await bytesOf(disk, file)).toEqual(torn)
    await log.close()
    expect(await disk.list('torn')).toHaveLength(1)
  })

  it('is recorded by the next to open the log, when the disk was full', async () => {
    const disk = await killed(2, 1)
    await put(disk, first, Buffer.concat([await bytesOf(disk, first), Buffer.from('{')]))
    const fails = (what: string, _: number, path: string) =>
      what === 'write' && path === first ? 'ENOSPC' : undefined
    const log = await openOn(faultyDisk(disk, { fails }), unsigned)
    expect(await entriesOf(log)).toHaveLength(3)
    await log.close()
    const again = await openOn(disk, unsigned)
    expect((await entriesOf(again))[3]).toMatchObject({ type: 'audit.recovered' })
    await again.close()
  })
})

describe('what no crash leaves', () => {
  const refused = async (disk: Disk, code: string, message: RegExp) => {
    const { disk: watched, asked } = watchedDisk(disk)
    const opened = openOn(watched, unsigned)
    await expect(opened).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
    // Nothing is mended: what is there is evidence.
    expect(asked).toEqual([])
  }

  const lines = async (disk: Disk) => (await bytesOf(disk, first)).toString().split('\n')

  it.each([
    ['changed', (all: string[]) => all.with(4, (all[4] ?? '').replace('"number":4', '"number":9'))],
    ['missing', (all: string[]) => all.toSpliced(4, 1)],
    ['there twice', (all: string[]) => all.toSpliced(4, 0, all[4] ?? '')],
    ['no entry', (all: string[]) => all.with(4, '{}')],
  ])('is refused: a line behind the checkpoint that is %s', async (_, change) => {
    const disk = await killed(3, 4)
    await put(disk, first, Buffer.from(change(await lines(disk)).join('\n')))
    await refused(disk, 'damaged', /entry [45], at byte \d+ of segments\/0{16}\.jsonl/)
  })

  it('is refused: fewer lines than a checkpoint speaks of', async () => {
    const disk = await killed(5, 0)
    const all = await lines(disk)
    await put(disk, first, Buffer.from(`${all.slice(0, 4).join('\n')}\n`))
    await refused(disk, 'truncated', /speaks of 5 entries, and there are 4/)
    await put(disk, first, Buffer.from(all.slice(0, 5).join('\n')))
    await refused(disk, 'truncated', /5 entries, and there are 4/)
    await disk.remove(first)
    await refused(disk, 'truncated', /5 entries, and there are 0/)
  })

  it('is refused: another last line than the checkpoint was signed for', async () => {
    const disk = await killed(5, 0)
    const all = await lines(disk)
    const changed = all.with(4, (all[4] ?? '').replace('"number":4', '"number":9'))
    await put(disk, first, Buffer.from(changed.join('\n')))
    await refused(disk, 'damaged', /entry 4/)
  })

  it('is refused: a segment between two that is missing', async () => {
    const disk = await killed(2, 60, 4_096)
    const names = await disk.list('segments')
    expect(names.length).toBeGreaterThan(2)
    await disk.remove(`segments/${names[1]}`)
    await refused(disk, 'damaged', new RegExp(`${names[1]} is missing`))
  })

  it('is refused: a log without its beginning, and without a checkpoint', async () => {
    const disk = await killed(0, 60, 4_096)
    await disk.remove(first)
    await refused(disk, 'damaged', /is missing/)
  })

  it('is refused: tiles that are gone or changed', async () => {
    const disk = await killed(5, 0)
    const tile = 'tile/0/000.p/5'
    const bytes = await bytesOf(disk, tile)
    await put(disk, tile, bytes.with(0, (bytes[0] ?? 0) ^ 1))
    await refused(disk, 'damaged', /tiles/)
    await disk.remove(tile)
    await refused(disk, 'damaged', /tiles/)
  })

  it('is refused: a checkpoint that is changed, gone, or of an unknown key', async () => {
    const disk = await killed(5, 0)
    const bytes = await bytesOf(disk, layout.checkpoint)
    await put(disk, layout.checkpoint, Buffer.from(bytes.toString().replace('\n5\n', '\n4\n')))
    await refused(disk, 'damaged', /wrong/)
    await disk.remove(layout.checkpoint)
    await refused(disk, 'damaged', /missing/)
    await put(disk, layout.checkpoint, bytes)
    const other = keyOf('log.example/audit', 2)
    await expect(openOn(disk, { signingKeys: [other.signingKey] })).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringMatching(/no known key/),
    })
    const formerKeys = [keyOf('log.example/audit').verifierKey]
    const log = await openOn(disk, { signingKeys: [other.signingKey], formerKeys })
    expect((await entriesOf(log)).at(-1)).toMatchObject({ type: 'audit.keys_changed' })
    await log.close()
  })

  it('is refused: a log of another origin', async () => {
    const disk = await killed(0, 3)
    const opened = openOn(disk, { origin: 'other.example/audit' })
    await expect(opened).rejects.toMatchObject({ code: 'damaged' })
    const signed = openOn(await killed(3, 0), { origin: 'other.example/audit' })
    await expect(signed).rejects.toMatchObject({ code: 'damaged' })
  })
})
