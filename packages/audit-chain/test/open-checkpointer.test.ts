import { describe, expect, it } from 'vitest'
import { auditMetrics } from '../src/audit-metrics.ts'
import { layout } from '../src/layout.ts'
import { memoryDisk } from '../src/memory-disk.ts'
import {
  checkpointing,
  heldSigner,
  history,
  settled,
  sizeOf,
  textOf,
} from './support/checkpointing.ts'
import { type Faults, faultyDisk } from './support/faulty-disk.ts'
import { growingLog, origin } from './support/growing-log.ts'
import { signerOf } from './support/keys.ts'
import { naiveTiles, namesBelow } from './support/naive-tiles.ts'

describe('when a checkpoint is signed', () => {
  it('so long after the first entry that has none', async () => {
    const { checkpointer, time, grow } = await checkpointing()
    grow(1)
    time.advance(600)
    grow(1)
    time.advance(399)
    await settled()
    expect(checkpointer.signed).toBe(0)
    time.advance(1)
    await settled()
    expect(checkpointer.signed).toBe(2)
  })

  it('after so many entries', async () => {
    const { checkpointer, grow } = await checkpointing({ schedule: { everyEntries: 10 } })
    grow(9)
    await settled()
    expect(checkpointer.signed).toBe(0)
    grow(1)
    await settled()
    expect(checkpointer.signed).toBe(10)
  })

  it('on demand, also of nothing, and not twice of the same', async () => {
    const { checkpointer, disk, grow } = await checkpointing()
    expect(sizeOf(await checkpointer.checkpoint())).toBe(0)
    grow(3)
    const first = await checkpointer.checkpoint()
    expect(sizeOf(first)).toBe(3)
    expect(await checkpointer.checkpoint()).toBe(first)
    expect(await history(disk)).toEqual([0, 3])
  })

  it('never when nothing came', async () => {
    const { checkpointer, disk, time } = await checkpointing()
    time.advance(100_000)
    await checkpointer.close()
    expect(await disk.list('')).toEqual([])
  })

  it('at close, and not after', async () => {
    const { checkpointer, disk, time, grow } = await checkpointing()
    grow(5)
    await checkpointer.close()
    time.advance(100_000)
    await settled()
    expect(await history(disk)).toEqual([5])
  })

  it.each([
    { everyMs: 0 },
    { everyMs: Number.NaN },
    { everyMs: Number.POSITIVE_INFINITY },
    { everyEntries: 0 },
  ])('not with a schedule of %j', async (schedule) => {
    await expect(checkpointing({ schedule })).rejects.toThrow(RangeError)
  })
})

describe('what is signed', () => {
  it('is kept, with where it ends, in files of their own', async () => {
    const { checkpointer, disk, log, grow, metrics } = await checkpointing()
    grow(300)
    const checkpoint = await checkpointer.checkpoint()
    expect(await textOf(disk, layout.checkpoint)).toBe(checkpoint)
    const { segment, offset } = log.head
    expect(JSON.parse(await textOf(disk, layout.position))).toEqual({ size: 300, segment, offset })
    expect(await disk.list('tile/0')).toEqual(['000', '001.p/'])
    expect(metrics.value(auditMetrics.checkpoints)).toBe(1)
  })

  it('has a signature of each signer, and is signed anew for one more', async () => {
    const before = await checkpointing()
    before.grow(4)
    const text = await before.checkpointer.checkpoint()
    const { disk, log } = before
    const signed = { text, frontier: log.head.frontier }
    const signers = [signerOf(origin, 1), signerOf(origin, 2)]
    const after = await checkpointing({ signed, signers }, { disk, log })
    const checkpoint = await after.checkpointer.checkpoint()
    expect(checkpoint.split('\n').filter((line) => line.startsWith('—'))).toHaveLength(2)
    expect(await history(disk)).toEqual([4, 4])
  })

  it('is one at a time, and who asks meanwhile gets the one after', async () => {
    const signer = heldSigner()
    const { checkpointer, grow } = await checkpointing({ signers: [signer] })
    grow(1)
    const first = checkpointer.checkpoint()
    await settled()
    grow(1)
    const others = [checkpointer.checkpoint(), checkpointer.checkpoint()]
    grow(1)
    await settled()
    expect(signer.asked).toBe(1)
    signer.release()
    await settled()
    expect(signer.asked).toBe(2)
    signer.release()
    const texts = await Promise.all([first, ...others])
    expect(texts.map(sizeOf)).toEqual([1, 3, 3])
  })

  it('begins with what was signed before, or is not signed', async () => {
    const { checkpointer, disk, grow } = await checkpointing()
    grow(4)
    await checkpointer.checkpoint()
    const other = growingLog()
    other.grow(3)
    checkpointer.committed({ ...other.grow(2), leaves: ['x'.repeat(32)] })
    await expect(checkpointer.checkpoint()).rejects.toMatchObject({ code: 'damaged' })
    expect(await history(disk)).toEqual([4])
  })
})

describe('a disk that fails', () => {
  const failing = async (fails: Faults['fails'] = () => 'EIO') => {
    const faults: Faults = {}
    const opened = await checkpointing({}, { disk: faultyDisk(memoryDisk(), faults) })
    faults.fails = fails
    return { ...opened, faults }
  }

  it.each(['open', 'write', 'datasync', 'rename', 'syncDirectory'] as const)(
    'in %s is told, and tried again after a pause, not with each entry',
    async (operation) => {
      const fails = (asked: string) => (asked === operation ? 'EIO' : undefined)
      const { checkpointer, time, errors, grow, metrics, faults, disk } = await failing(fails)
      grow(4_100)
      await settled()
      grow(4_000)
      await settled()
      expect(errors).toHaveLength(1)
      expect(metrics.value(auditMetrics.checkpointFailures)).toBe(1)
      faults.fails = () => undefined
      time.advance(1_000)
      await settled()
      expect(checkpointer.signed).toBe(8_100)
      expect(await history(disk)).toEqual([8_100])
      expect(await namesBelow(disk, 'tile')).toHaveLength(naiveTiles(8_100).size)
    },
  )

  it('rejects for who asked, and at close', async () => {
    const { checkpointer, grow } = await failing()
    grow(1)
    await expect(checkpointer.checkpoint()).rejects.toMatchObject({ code: 'EIO' })
    await expect(checkpointer.close()).rejects.toMatchObject({ code: 'EIO' })
  })

  it('in the history alone costs no checkpoint, and the line comes later', async () => {
    const fails = (asked: string, _: number, path: string) =>
      asked === 'write' && path === layout.checkpoints ? 'ENOSPC' : undefined
    const { checkpointer, grow, errors, faults, disk } = await failing(fails)
    grow(1)
    expect(sizeOf(await checkpointer.checkpoint())).toBe(1)
    expect(errors).toMatchObject([{ code: 'ENOSPC' }])
    faults.fails = () => undefined
    grow(1)
    await checkpointer.checkpoint()
    expect(await history(disk)).toEqual([1, 2])
  })

  it('keeps no more in memory than tiles that are not full, when nobody signs', async () => {
    const schedule = { everyEntries: 1_000_000, everyMs: 1_000_000 }
    const { grow, disk } = await checkpointing({ schedule })
    grow(9_000)
    await settled()
    expect(await disk.list('tile/0')).toHaveLength(35)
  })
})

describe('after a crash', () => {
  it('goes on from the checkpoint and what was replayed', async () => {
    const { checkpointer, disk, log, grow } = await checkpointing()
    grow(700)
    const text = await checkpointer.checkpoint()
    const { frontier } = log.head
    const { head, ...replayed } = log.grow(600)
    const after = await checkpointing({ head, signed: { text, frontier }, replayed }, { disk, log })
    expect(after.checkpointer.signed).toBe(700)
    after.time.advance(1_000)
    await settled()
    expect(after.checkpointer.signed).toBe(1_300)
    expect(await history(disk)).toEqual([700, 1_300])
  })

  it('a line of the history that is missing or torn is made good', async () => {
    const { checkpointer, disk, log, grow } = await checkpointing()
    grow(1)
    await checkpointer.checkpoint()
    grow(1)
    const text = await checkpointer.checkpoint()
    const file = await disk.open(layout.checkpoints, 'write')
    await file.truncate((await file.size()) - 5)
    const signed = { text, frontier: log.head.frontier }
    const after = await checkpointing({ signed }, { disk, log })
    after.grow(1)
    await after.checkpointer.checkpoint()
    expect(await history(disk)).toEqual([1, 2, 3])
  })
})
