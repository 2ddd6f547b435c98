import { beforeEach, describe, expect, it } from 'vitest'
import type { AuditQuery } from '../src/audit-log.ts'
import type { Disk } from '../src/disk.ts'
import { readFile, replaceFile } from '../src/disk-files.ts'
import { segmentPath } from '../src/layout.ts'
import { runQuery } from '../src/query.ts'
import { type QueryLog, queryLog } from './support/query-log.ts'

let log: QueryLog
beforeEach(async () => {
  log = await queryLog()
  for (let i = 0; i < 9; i++) {
    await log.append({ type: 'x', outcome: 'success', reason: `n${i}` })
    if (i % 3 === 2 && i < 8) log.seal()
  }
})
const orders: readonly AuditQuery[] = [{ order: 'newest' }, { order: 'oldest' }]

async function change(first: number, by: (text: string) => string): Promise<void> {
  const bytes = await readFile(log.disk, segmentPath(first), 1e6)
  await replaceFile(
    log.disk,
    segmentPath(first),
    Buffer.from(by(Buffer.from(bytes ?? []).toString())),
  )
}

describe.each(orders)('with %j', (order) => {
  const ask = (query: AuditQuery = {}) => runQuery(log, { ...order, ...query })

  it('says where a line is no entry', async () => {
    await change(3, (text) => text.replace('"reason":"n4"', '"reason": "n4"'))
    const offset = Buffer.byteLength(`${log.lines[3]}\n`)
    const file = segmentPath(3)
    const cause = { code: 'not_an_entry', seq: 4, offset, file, detail: 'not_canonical' }
    await expect(ask()).rejects.toMatchObject({ name: 'AuditLogError', code: 'damaged', cause })
    await expect(ask()).rejects.toThrow(`entry 4, ${file}, byte ${offset}`)
  })

  it.each([0, 3, 6])('misses a line of segment %j', async (first) => {
    await change(first, (text) => text.slice(text.indexOf('\n') + 1))
    await expect(ask()).rejects.toMatchObject({ code: 'damaged' })
    await expect(ask({ type: 'nothing' })).rejects.toMatchObject({ code: 'damaged' })
  })

  it.each([0, 3])('sees a line too many in segment %j', async (first) => {
    await change(first, (text) => `${text}${log.lines[0]}\n`)
    await expect(ask({ type: 'nothing' })).rejects.toMatchObject({ code: 'damaged' })
  })

  it.each([0, 3, 6])('sees that segment %j is cut', async (first) => {
    await change(first, (text) => text.slice(0, -1))
    await expect(ask({ type: 'nothing' })).rejects.toMatchObject({ code: 'damaged' })
  })

  it('sees lines in each other’s place', async () => {
    await change(3, () => `${log.lines[4]}\n${log.lines[3]}\n${log.lines[5]}\n`)
    await expect(ask()).rejects.toMatchObject({ code: 'damaged', cause: { code: 'wrong_seq' } })
  })

  it('sees a line that is too long, whatever is asked for', async () => {
    await change(3, (text) => text.replace('"n4"', `"${'n'.repeat(300_000)}"`))
    const cause = { code: 'not_an_entry', seq: 4 }
    const asked = ask({ type: 'nothing', verified: true })
    await expect(asked).rejects.toMatchObject({ code: 'damaged', cause })
  })

  it('sees that a segment in the middle, or the last one, is missing', async () => {
    await log.disk.remove(segmentPath(3))
    await expect(ask()).rejects.toMatchObject({ code: 'damaged' })
    await log.disk.remove(segmentPath(6))
    await expect(ask()).rejects.toMatchObject({ code: 'damaged' })
  })

  it('goes on when the oldest segments are deleted under it', async () => {
    let opened = 0
    const open: Disk['open'] = async (path, how) => {
      if (opened++ === 0) for (const first of [0, 3]) await log.disk.remove(segmentPath(first))
      return log.disk.open(path, how)
    }
    const page = await runQuery({ ...log, disk: { ...log.disk, open } }, order)
    expect(page.rows.map(({ seq }) => seq).sort()).toEqual([6, 7, 8])
  })

  it('passes on what the disk says', async () => {
    const broken = Object.assign(new Error('EIO'), { code: 'EIO' })
    const disk = { ...log.disk, open: () => Promise.reject(broken) }
    await expect(runQuery({ ...log, disk }, order)).rejects.toBe(broken)
  })
})

describe('proves', () => {
  it('each row, by a proof that anybody can verify', async () => {
    const { rows } = await runQuery(log, { verified: true, limit: 4 })
    expect(rows.map(({ seq }) => seq)).toEqual([8, 7, 6, 5])
    expect(rows.every(({ proof }) => proof?.startsWith('c2sp.org/tlog-proof@v1\n'))).toBe(true)
    const { rows: unproved } = await runQuery(log, { limit: 4 })
    expect(unproved.some((row) => 'proof' in row)).toBe(false)
  })

  it('no row that was changed, though it is an entry', async () => {
    await change(3, (text) => text.replace('"n4"', '"m4"'))
    const changed = await runQuery(log)
    expect(changed.rows[4]?.entry.reason).toBe('m4')
    const proved = runQuery(log, { verified: true })
    await expect(proved).rejects.toMatchObject({ code: 'damaged' })
    await expect(proved).rejects.toThrow('entry 4 is not the one that the log has signed')
  })

  it('no row by the proof of another one', async () => {
    const prove = (seq: number) => log.proofs.prove(seq === 4 ? 3 : seq)
    const proofs = { ...log.proofs, prove }
    const proved = runQuery({ ...log, proofs }, { verified: true })
    await expect(proved).rejects.toMatchObject({ code: 'damaged' })
  })

  it('nothing by what is no proof, or of a key that is not known', async () => {
    const none = { ...log.proofs, prove: async () => '' }
    await expect(runQuery({ ...log, proofs: none }, { verified: true })).rejects.toThrow(
      'the proof of entry 8 is malformed',
    )
    const { keyOf } = await import('./support/keys.ts')
    const keys = [keyOf(log.proofs.origin, 2).verifierKey]
    const proofs = { ...log.proofs, keys }
    await expect(runQuery({ ...log, proofs }, { verified: true })).rejects.toThrow(
      'the proof of entry 8 is unverifiable',
    )
  })
})
