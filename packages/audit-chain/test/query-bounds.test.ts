import { expect, it } from 'vitest'
import type { AuditQuery } from '../src/audit-log.ts'
import { segmentPath } from '../src/layout.ts'
import { runQuery } from '../src/query.ts'
import { countingDisk } from './support/counting-disk.ts'
import { queryLog } from './support/query-log.ts'

const piece = 256 * 1_024

async function logOf(entries: number, bytes: number) {
  const log = await queryLog()
  const event = { text: 'x'.repeat(bytes) }
  for (let i = 0; i < entries; i++) {
    const type = i === 0 || i === entries - 1 ? 'edge' : 'x'
    await log.append({ type, outcome: 'success', event })
  }
  const disk = countingDisk(log.disk)
  const ask = async (query: AuditQuery) => {
    disk.read.clear()
    const { rows, next = '' } = await runQuery({ disk, head: log.head }, query)
    return { seqs: rows.map(({ seq }) => seq), next, read: disk.read.get(segmentPath(0)) ?? 0 }
  }
  return { log, ask }
}

it.each(['newest', 'oldest'] as const)(
  'goes on where it was, without what it has read: %s',
  async (order) => {
    const { log, ask } = await logOf(40, 50_000)
    const seqs: number[] = []
    let cursor = (await ask({ order, limit: 1 })).next
    // A segment that was sealed since is the same file.
    log.seal()
    for (let page = 0; page < 38; page++) {
      const found = await ask({ order, limit: 1, cursor })
      expect(found.read).toBeLessThan(piece + 70_000)
      seqs.push(...found.seqs)
      cursor = found.next
    }
    const all = Array.from({ length: 38 }, (_, i) => i + 1)
    expect(seqs).toEqual(order === 'newest' ? all.reverse() : all)
  },
)

it.each(['newest', 'oldest'] as const)('reads 64 MiB for a page: %s', async (order) => {
  const { ask } = await logOf(1_200, 60_000)
  const most = 64 * 1_024 * 1_024
  const first = await ask({ order, type: 'edge', limit: 2 })
  expect(first.seqs).toEqual([order === 'newest' ? 1_199 : 0])
  expect(first.read).toBeGreaterThanOrEqual(most)
  expect(first.read).toBeLessThan(most + 3 * piece)
  const then = await ask({ order, type: 'edge', limit: 2, cursor: first.next })
  expect(then.seqs).toEqual([order === 'newest' ? 0 : 1_199])
  // What is left, and what the pieces share.
  expect(then.read).toBeLessThan(most / 2)
})
