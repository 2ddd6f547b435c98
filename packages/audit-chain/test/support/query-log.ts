import type { AuditEvent } from '@sallyport/core'
import { signCheckpoint } from '../../src/checkpoint.ts'
import type { Disk } from '../../src/disk.ts'
import { replaceFile, writeAll } from '../../src/disk-files.ts'
import type { AuditEntry } from '../../src/entry.ts'
import { formatEntry } from '../../src/format-entry.ts'
import { type Hash, leafHash } from '../../src/hash.ts'
import { emptyHead, type Head } from '../../src/head.ts'
import { layout, segmentPath } from '../../src/layout.ts'
import { memoryDisk } from '../../src/memory-disk.ts'
import { appended, rootOf } from '../../src/merkle.ts'
import { proveInclusion } from '../../src/merkle-proof.ts'
import { formatProof } from '../../src/proof.ts'
import { encodeTile, fullWidth, newTiles, tilePath } from '../../src/tiles.ts'
import { keyOf, signerOf } from './keys.ts'
import { naiveReader } from './naive-tree.ts'

const origin = 'log.example/audit'
/** The time of the first entry, when none is said. */
export const noon: number = Date.UTC(2026, 10, 21, 12)

/** A log whose entries are written one by one, all at once durable. */
export interface QueryLog {
  readonly disk: Disk
  /** All entries that were ever written. */
  readonly entries: readonly AuditEntry[]
  readonly lines: readonly string[]
  head(): Head
  append(event: AuditEvent, time?: number): Promise<void>
  /** Ends the segment. */
  seal(): void
  checkpoint(): Promise<string>
  readonly proofs: {
    readonly origin: string
    readonly keys: readonly string[]
    prove(seq: number): Promise<string>
  }
}

/** An empty one. */
export async function queryLog(disk: Disk = memoryDisk()): Promise<QueryLog> {
  await disk.makeDirectory(layout.segments)
  const [entries, lines, leaves]: [AuditEntry[], string[], Hash[]] = [[], [], []]
  let head = emptyHead(origin)
  const checkpoint = async (): Promise<string> => {
    await writeTiles(disk, leaves)
    const { size } = head.frontier
    return signCheckpoint(origin, { size, root: rootOf(head.frontier) }, [signerOf(origin)])
  }
  return {
    ...{ disk, entries, lines, head: () => head, checkpoint },
    append: async (event, time = noon + entries.length) => {
      const line = lineOf(event, head, time)
      await write(disk, head, `${line}\n`)
      const leaf = leafHash(line)
      leaves.push(leaf)
      lines.push(line)
      entries.push(JSON.parse(line))
      const offset = head.offset + Buffer.byteLength(line) + 1
      head = { ...head, frontier: appended(head.frontier, [leaf]), prev: leaf, time, offset }
    },
    seal: () => {
      if (head.offset > 0) head = { ...head, segment: head.frontier.size, offset: 0 }
    },
    proofs: {
      ...{ origin, keys: [keyOf(origin).verifierKey] },
      prove: async (index) => {
        const reader = naiveReader(lines.map((line) => Buffer.from(line)))
        const hashes = await proveInclusion(index, lines.length, reader)
        return formatProof({ index, hashes, checkpoint: await checkpoint() })
      },
    },
  }
}

function lineOf(event: AuditEvent, { prev, frontier }: Head, time: number): string {
  const id = '01a1fdfa-4600-7011-a233-445566778899'
  const link = Buffer.from(prev, 'latin1').toString('base64url')
  return formatEntry(event, { prev: link, seq: frontier.size, id, time, transport: 'http' })
}

async function write(disk: Disk, { segment, offset }: Head, line: string): Promise<void> {
  const file = await disk.open(segmentPath(segment), offset === 0 ? 'create' : 'write')
  await writeAll(file, Buffer.from(line), offset)
  await file.close()
}

// As many tiles as a small log has: one level, none of them full.
async function writeTiles(disk: Disk, leaves: readonly Hash[]): Promise<void> {
  if (leaves.length >= fullWidth) throw new Error('query-log: too many entries for tiles')
  for (const tile of newTiles(0, leaves.length)) {
    const path = tilePath(tile)
    await disk.makeDirectory(path.slice(0, path.lastIndexOf('/')))
    await replaceFile(disk, path, encodeTile(leaves))
  }
}
