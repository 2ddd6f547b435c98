import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { verifyLog } from '@sallyport/audit-chain/verify'
import canonicalize from 'canonicalize'
import { genesis } from '../../../packages/audit-chain/src/head.ts'
import { segmentPath } from '../../../packages/audit-chain/src/layout.ts'
import { logFaults } from '../../../packages/audit-chain/src/log-faults.ts'
import { emptyFrontier } from '../../../packages/audit-chain/src/merkle.ts'
import { readDisk } from '../../../packages/audit-chain/src/read-disk.ts'
import { readLines } from '../../../packages/audit-chain/src/read-lines.ts'
import { type LineReader, readOn } from '../../../packages/audit-chain/src/verify-lines.ts'
import { verifiedTree } from '../../../packages/audit-chain/src/verify-tree.ts'
import {
  known,
  writeFiles,
  writtenLog,
} from '../../../packages/audit-chain/test/support/write-log.ts'
import { appendRows } from '../audit-append.ts'
import { canonicalRow, openRow, proofRow } from '../audit-reads.ts'
import { type AsyncLoop, raceAsync } from '../race.ts'
import type { Suite } from '../row.ts'

const entries = 40_000
const rounds = 11

const event = (n: number) => ({
  type: n % 3 === 0 ? 'auth.login' : 'api_key.used',
  outcome: 'success' as const,
  actor: { kind: 'user', id: `user-${n % 100}` },
  ctx: { ip: '203.0.113.7', method: 'GET', requestId: `req-${n}`, route: '/v1/things/:id' },
  event: { bytes: n * 7, cached: n % 2 === 0 },
})

const times =
  (once: () => Promise<void>): AsyncLoop =>
  async (n) => {
    for (let i = 0; i < n; i++) await once()
  }

/** SHA-256 of the same bytes, read in pieces as large. */
const raw = (path: string) => async (): Promise<void> => {
  const sum = createHash('sha256')
  const file = await open(path)
  const piece = Buffer.alloc(4 * 1_024 * 1_024)
  try {
    for (let read = -1; read !== 0; ) {
      read = (await file.read(piece, 0, piece.length)).bytesRead
      sum.update(piece.subarray(0, read))
    }
  } finally {
    await file.close()
  }
  sum.digest()
}

/** Chain and numbers, without the tree. */
const chain = (directory: string) => async (): Promise<void> => {
  const disk = await readDisk(directory)
  const file = await disk.open(segmentPath(0), 'read')
  const faults = logFaults()
  const marks = { upTo: async () => [], rest: async () => [] }
  const tree = verifiedTree({ disk, marks, faults, signed: entries, from: emptyFrontier })
  const reader: LineReader = {
    ...{ faults, tree, signed: entries, file: segmentPath(0), limit: entries, place: 0, ahead: 0 },
    ...{ isLast: true, tornAt: undefined },
    prev: genesis(known.origin),
    isLast: false,
    tornAt: undefined,
  }
  try {
    for await (const lines of readLines(file, { from: 0, to: await file.size() })) {
      readOn(reader, lines, 0)
      tree.waiting.length = 0
      tree.frontier = { size: reader.place, peaks: [] }
    }
  } finally {
    await file.close()
  }
  if (faults.count > 0 || reader.place !== entries) throw new Error('bench: the chain is broken')
}

/** As it is done by hand: each line read as JSON, written again, and hashed. */
const naive = (path: string) => async (): Promise<void> => {
  let prev = Buffer.from(genesis(known.origin), 'latin1').toString('base64url')
  let seq = 0
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const entry = JSON.parse(line)
    if (entry._prev !== prev || entry.seq !== seq++) throw new Error('bench: the chain is broken')
    prev = createHash('sha256')
      .update(`\0${canonicalize(entry)}`)
      .digest('base64url')
  }
  if (seq !== entries) throw new Error('bench: entries are missing')
}

const whole = (directory: string) => async (): Promise<void> => {
  const { verdict } = await verifyLog(directory, known)
  if (verdict !== 'whole') throw new Error(`bench: the log is ${verdict}`)
}

/** Appending, opening and proving; verification against the physical limit, and how it is mostly done. */
export const suite: Suite = async function* () {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-audit-'))
  try {
    yield* appendRows(directory)
    yield canonicalRow()
    yield await openRow(directory)
    yield await proofRow()
    const checkpoints = Array.from({ length: entries / 4_000 }, (_, i) => (i + 1) * 4_000)
    await writeFiles(directory, await writtenLog({ segments: [entries], checkpoints, event }))
    const path = join(directory, segmentPath(0))
    const [ours, peer] = [times(whole(directory)), times(raw(path))]
    yield await raceAsync(
      {
        id: 'audit-chain/verify-chain',
        what: 'chain and numbers / SHA-256 of the same bytes',
        ours: times(chain(directory)),
        peer,
        target: { atMost: 1 / 0.3 },
      },
      rounds,
    )
    yield await raceAsync(
      {
        id: 'audit-chain/verify-root',
        what: 'verifyLog: with tree, tiles, checkpoints / the same',
        ours,
        peer,
        target: { atMost: 1 / 0.14 },
      },
      rounds,
    )
    yield await raceAsync(
      {
        id: 'audit-chain/verify-naive',
        what: 'verifyLog / readline, parse, canonicalize, hash',
        ours,
        peer: times(naive(path)),
        target: { atMost: 1 / 5 },
      },
      rounds,
    )
  } finally {
    await rm(directory, { recursive: true })
  }
}
