import { join } from 'node:path'
import { newSigningKey, openAuditLog } from '@sallyport/audit-chain'
import { systemRandom } from '@sallyport/core'
import canonicalize from 'canonicalize'
import { keepNodes } from '../../packages/audit-chain/src/batch.ts'
import { canonical } from '../../packages/audit-chain/src/canonical.ts'
import type { TileNode } from '../../packages/audit-chain/src/committed.ts'
import { diskTiles } from '../../packages/audit-chain/src/disk-tiles.ts'
import { nodeHash } from '../../packages/audit-chain/src/hash.ts'
import { memoryDisk } from '../../packages/audit-chain/src/memory-disk.ts'
import { appended, emptyFrontier } from '../../packages/audit-chain/src/merkle.ts'
import { proveEntry } from '../../packages/audit-chain/src/prove.ts'
import { openTileWriter } from '../../packages/audit-chain/src/tile-writer.ts'
import { type Tile, tileHashes } from '../../packages/audit-chain/src/tiles.ts'
import { appendEvents, event } from './audit-append.ts'
import { type Loop, race } from './race.ts'
import { judge, type Row } from './row.ts'

/** Canonical JSON beside the package for it, each with its own checks; a digest needs the text as bytes. */
export function canonicalRow(): Row {
  const events = Array.from({ length: 64 }, (_, n) => event(n))
  const writes =
    (write: (value: never) => string | undefined): Loop =>
    (n) => {
      for (let i = 0; i < n; i++) Buffer.byteLength(write(events[i & 63] as never) as string)
    }
  return race({
    id: 'audit-chain/canonical',
    what: 'canonical JSON of an event / canonicalize',
    ours: writes(canonical),
    peer: writes(canonicalize),
    target: { atMost: 1 / 2 },
  })
}

const openings = 15

/** A log that is ten times as long is opened as quickly. */
export async function openRow(directory: string): Promise<Row> {
  const [long, short] = [join(directory, 'long'), join(directory, 'short')]
  const { signingKey } = newSigningKey('log.example/audit', systemRandom)
  const options = { origin: 'log.example/audit', signingKeys: [signingKey] }
  const open = async (path: string): Promise<number> => {
    const start = performance.now()
    const log = await openAuditLog(path, options)
    const took = performance.now() - start
    await log.close()
    return took
  }
  for (const [path, count] of [[long, 200_000] as const, [short, 20_000] as const]) {
    const log = await openAuditLog(path, options)
    await appendEvents(log, count)
    await log.close()
  }
  const measured: { ours: number; peer: number }[] = []
  for (let round = -2; round < openings; round++) {
    const figures = { ours: await open(long), peer: await open(short) }
    if (round >= 0) measured.push(figures)
  }
  return judge(
    {
      id: 'audit-chain/open',
      what: 'opening a log of 80 MB / of 8 MB',
      target: { atMost: 1.5 },
    },
    measured,
    (ms) => `${ms.toFixed(1)} ms`,
  )
}

const leaves = 1_000_000
const proofs = 500

/** How many tiles a proof reads, the most of many; the second figure is what it may. */
export async function proofRow(): Promise<Row> {
  const disk = memoryDisk()
  const tiles = await openTileWriter(disk, emptyFrontier)
  const nodes: TileNode[] = []
  let leaf = nodeHash('', '')
  const all = Array.from({ length: leaves }, () => (leaf = nodeHash(leaf, '')))
  const frontier = appended(emptyFrontier, all, keepNodes(nodes))
  tiles.add({ leaves: all, nodes })
  await tiles.write(leaves)
  let read = 0
  const counted = (needed: readonly Tile[]) => {
    read += needed.length
    return diskTiles(disk)(needed)
  }
  let most = 0
  for (let i = 0; i < proofs; i++) {
    read = 0
    const seq = Math.floor((i * leaves) / proofs)
    await proveEntry(seq, { text: 'checkpoint', frontier }, tileHashes(leaves, counted))
    most = Math.max(most, read)
  }
  return judge(
    {
      id: 'audit-chain/proof-tiles',
      what: 'tiles a proof reads at 1,000,000 entries, at most / 4',
      target: { atMost: 1 },
    },
    [{ ours: most, peer: 4 }],
    (count) => `${count}`,
  )
}
