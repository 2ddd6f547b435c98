import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { AuditEvent } from '@sallyport/core'
import { signCheckpoint } from '../../src/checkpoint.ts'
import type { ReadableDisk } from '../../src/disk.ts'
import type { Transport } from '../../src/entry.ts'
import { formatEntry } from '../../src/format-entry.ts'
import { type Hash, leafHash } from '../../src/hash.ts'
import { genesis } from '../../src/head.ts'
import { layout, segmentPath } from '../../src/layout.ts'
import { appended, emptyFrontier, rootOf } from '../../src/merkle.ts'
import type { NoteSigner } from '../../src/note-key.ts'
import type { CheckpointOptions } from '../../src/open-checkpoint.ts'
import { encodeTile, newTiles, tilePath } from '../../src/tiles.ts'
import { signerOf } from './keys.ts'

/** The files of a log by their paths. A value: who changes it changes a copy. */
export type LogFiles = ReadonlyMap<string, Buffer>

/** How a log is made. */
export interface WrittenLog {
  readonly origin?: string
  readonly signers?: readonly NoteSigner[]
  /** Entries of each segment. */
  readonly segments: readonly number[]
  /** The sizes at which there are checkpoints; the last one is the latest. */
  readonly checkpoints?: readonly number[]
  /** The `n`-th event. */
  readonly event?: (n: number) => AuditEvent & { readonly transport?: Transport }
}

export const origin = 'log.example/audit'
export const signer: NoteSigner = signerOf(origin)
/** With what {@link writtenLog} is verified. */
export const known: CheckpointOptions = { origin, keys: [signer.verifierKey] }

const plain = (n: number): AuditEvent => ({
  type: 'auth.login',
  outcome: n % 3 === 0 ? 'denied' : 'success',
  actor: { kind: 'user', id: `u${n}` },
  ...(n % 4 === 0 && { targets: [{ kind: 'key', id: `"seq":${n}` }] }),
  event: { n, seq: 7, text: 'Ünï\n"' },
})

/** Lines as a log of this origin would have them, without line feeds. */
export function linesOf(
  count: number,
  { origin: name = origin, event = plain }: Pick<WrittenLog, 'origin' | 'event'> = {},
): string[] {
  let prev: Hash = genesis(name)
  return Array.from({ length: count }, (_, seq) => {
    const { transport = 'http', ...rest } = event(seq) as ReturnType<Required<WrittenLog>['event']>
    const line = formatEntry(rest, {
      prev: Buffer.from(prev, 'latin1').toString('base64url'),
      seq,
      id: `0192d3a0-7b1c-7000-8000-${String(seq).padStart(12, '0')}`,
      time: 1_790_000_000_000 + seq,
      transport,
    })
    prev = leafHash(line)
    return line
  })
}

/** A log as its writer would leave it. */
export async function writtenLog(log: WrittenLog): Promise<Map<string, Buffer>> {
  const count = log.segments.reduce((sum, one) => sum + one, 0)
  return filesOf(linesOf(count, log), log)
}

/** The files of a log that has these lines. */
export async function filesOf(
  lines: readonly string[],
  { origin: name = origin, signers = [signer], segments, checkpoints = [lines.length] }: WrittenLog,
): Promise<Map<string, Buffer>> {
  const files = new Map<string, Buffer>()
  let first = 0
  for (const count of segments) {
    const text = lines.slice(first, first + count).map((line) => `${line}\n`)
    files.set(segmentPath(first), Buffer.from(text.join('')))
    first += count
  }
  const leaves = lines.map((line) => leafHash(line))
  let history = ''
  for (const [i, size] of checkpoints.entries()) {
    tiles(leaves, checkpoints[i - 1] ?? 0, size, files)
    const root = rootOf(appended(emptyFrontier, leaves.slice(0, size)))
    const checkpoint = await signCheckpoint(name, { size, root }, signers)
    files.set(layout.checkpoint, Buffer.from(checkpoint))
    history += `${JSON.stringify(checkpoint)}\n`
  }
  if (checkpoints.length > 0) files.set(layout.checkpoints, Buffer.from(history))
  return files
}

function tiles(leaves: readonly Hash[], from: number, to: number, files: Map<string, Buffer>) {
  const levels: Hash[][] = [[...leaves]]
  appended(emptyFrontier, leaves.slice(0, to), (height, index, hash) => {
    if (height % 8 !== 0) return
    levels[height / 8] ??= []
    ;(levels[height / 8] as Hash[])[index] = hash
  })
  for (const tile of newTiles(from, to)) {
    const begin = tile.index * 256
    const hashes = (levels[tile.level] as Hash[]).slice(begin, begin + tile.width)
    files.set(tilePath(tile), Buffer.from(encodeTile(hashes)))
  }
}

/** A disk that has these files, to be read. */
export const diskOf = (files: LogFiles): ReadableDisk => ({
  async open(path) {
    const bytes = files.get(path)
    if (!bytes) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' })
    return {
      size: async () => bytes.length,
      read: async (into, position) => bytes.copy(into, 0, position, position + into.length),
      close: async () => {},
    }
  },
  async list(path) {
    const names = [...files.keys()].filter((name) => name.startsWith(`${path}/`))
    return [
      ...new Set(names.map((name) => name.slice(path.length + 1).replace(/\/.*/, '/'))),
    ].sort()
  },
})

/** Writes the files into a directory. */
export async function writeFiles(directory: string, files: LogFiles): Promise<void> {
  for (const [path, bytes] of files) {
    const file = join(directory, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, bytes)
  }
}
