import { describe, expect, it } from 'vitest'
import type { Disk } from '../src/disk.ts'
import { memoryDisk } from '../src/memory-disk.ts'
import { verifyProof } from '../src/verify-proof.ts'
import { checkpointing, verifierKeys } from './support/checkpointing.ts'
import { growingLog, origin } from './support/growing-log.ts'

const verified = (proof: string, seq: number) =>
  verifyProof(proof, { entry: String(seq), origin, keys: verifierKeys })

it('proves each entry of logs of many sizes', async () => {
  const { checkpointer, grow, log } = await checkpointing()
  for (const count of [1, 1, 1, 4, 90, 159, 1, 255, 300]) {
    grow(count)
    await checkpointer.checkpoint()
    const { size } = log.head.frontier
    for (let seq = 0; seq < size; seq += size < 300 ? 1 : 7) {
      const proven = verified(await checkpointer.prove(seq), seq)
      expect(proven).toEqual({ ok: true, index: seq, size })
    }
  }
})

it('proves under the latest checkpoint, and signs one for an entry that is later', async () => {
  const { checkpointer, grow } = await checkpointing()
  grow(10)
  await checkpointer.checkpoint()
  grow(10)
  expect(verified(await checkpointer.prove(9), 9)).toMatchObject({ ok: true, size: 10 })
  expect(verified(await checkpointer.prove(10), 10)).toMatchObject({ ok: true, size: 20 })
})

it('proves while checkpoints come and go', async () => {
  const { checkpointer, grow } = await checkpointing({ schedule: { everyEntries: 1 } })
  grow(100)
  const proofs: [number, Promise<string>][] = []
  for (let round = 0; round < 200; round++) {
    grow(3)
    proofs.push([round, checkpointer.prove(round)])
    await Promise.resolve()
  }
  for (const [seq, proof] of proofs) expect(verified(await proof, seq).ok).toBe(true)
})

it.each([-1, 3, 1.5, Number.NaN, 2 ** 53])('%d is no entry of three', async (seq) => {
  const { checkpointer, grow } = await checkpointing()
  grow(3)
  await expect(checkpointer.prove(seq)).rejects.toThrow(RangeError)
})

it('what a damaged tile would prove is told as damage', async () => {
  const { checkpointer, disk, grow } = await checkpointing()
  grow(600)
  await checkpointer.checkpoint()
  const file = await disk.open('tile/0/000', 'write')
  await file.write(new Uint8Array(32), 9 * 32)
  await expect(checkpointer.prove(3)).rejects.toMatchObject({
    code: 'damaged',
    message: 'audit-chain: the tiles do not prove entry 3 of 600',
  })
})

describe('of a million entries', () => {
  it('a proof reads three tiles at most', async () => {
    const [inner, log] = [memoryDisk(), growingLog()]
    const read: string[] = []
    const disk: Disk = {
      ...inner,
      open: (path, how) => {
        if (how === 'read' && path.startsWith('tile/')) read.push(path)
        return inner.open(path, how)
      },
    }
    const { checkpointer } = await checkpointing({}, { disk, log })
    const size = 1_000_003
    while (log.head.frontier.size < size) {
      checkpointer.committed(log.grow(Math.min(100_000, size - log.head.frontier.size)))
    }
    const text = await checkpointer.checkpoint()
    const signed = { text, frontier: log.head.frontier }
    const again = await checkpointing({ signed }, { disk, log })
    for (const seq of [0, 1, 255, 256, 65_535, 65_536, 524_287, 524_288, 999_935, 1_000_002]) {
      for (const one of [checkpointer, again.checkpointer]) {
        read.length = 0
        expect(verified(await one.prove(seq), seq).ok).toBe(true)
        expect(read.length).toBeLessThanOrEqual(3)
      }
    }
  }, 60_000)
})
