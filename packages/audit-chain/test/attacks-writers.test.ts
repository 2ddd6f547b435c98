import { appendFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { systemRandom } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import type { AuditLog } from '../src/audit-log.ts'
import { layout, segmentPath } from '../src/layout.ts'
import { openAuditLog } from '../src/open-audit-log.ts'
import { verifyLog } from '../src/verify-log.ts'
import { keyOf } from './support/keys.ts'
import { numbered, origin, steady } from './support/open-on.ts'
import { scratchDirectory } from './support/scratch-directory.ts'

const open = (directory: string): Promise<AuditLog> =>
  openAuditLog(directory, { ...steady(), random: systemRandom })
const verified = (directory: string) =>
  verifyLog(directory, { origin, keys: [keyOf(origin).verifierKey] })
const { signal } = new AbortController()

describe('two writers of a directory', () => {
  it('the second is told who has it, and changes nothing', async () => {
    const directory = scratchDirectory()
    const log = await open(directory)
    await log.append(numbered(0))
    const before = readFileSync(join(directory, segmentPath(0)))
    await expect(open(directory)).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining(`process ${process.pid}`),
    })
    expect(readFileSync(join(directory, segmentPath(0)))).toEqual(before)
    await log.append(numbered(1))
    await log.close()
    expect(await verified(directory)).toMatchObject({ verdict: 'whole', size: 2 })
  })

  it('the same chance for both does not let the second in', async () => {
    const directory = scratchDirectory()
    const log = await openAuditLog(directory, steady())
    await expect(openAuditLog(directory, steady())).rejects.toMatchObject({ code: 'busy' })
    await log.close()
  })

  it('whose lock was taken away stops, and what the other writes is whole', async () => {
    const directory = scratchDirectory()
    const first = await open(directory)
    await first.append(numbered(0))
    rmSync(join(directory, layout.lock))
    const second = await open(directory)
    await second.append(numbered(1))
    const late = await Promise.allSettled([1, 2, 3].map(() => first.append(numbered(9))))
    for (const one of late) expect(one).toMatchObject({ reason: { code: 'forked' } })
    await expect(first.append(numbered(9))).rejects.toMatchObject({ code: 'forked' })
    await expect(first.checkpoint()).rejects.toMatchObject({ code: 'forked' })
    expect(await first.integrityCheck()(signal)).toMatchObject({ ok: false })
    await first.close().catch(() => {})
    // The end of the first takes nothing from the second.
    expect(await second.append(numbered(2))).toMatchObject({ seq: 2 })
    await second.close()
    expect(await verified(directory)).toMatchObject({ verdict: 'whole', size: 3 })
  })

  it('a file that is deleted under the writer takes no entries', async () => {
    const directory = scratchDirectory()
    const log = await open(directory)
    await log.append(numbered(0))
    rmSync(join(directory, segmentPath(0)))
    await expect(log.append(numbered(1))).rejects.toMatchObject({
      ...{ code: 'not_written', cause: { code: 'ESTALE' } },
    })
    expect(await log.integrityCheck()(signal)).toMatchObject({ ok: false })
    await log.close().catch(() => {})
  })

  it('what was appended by another hand is not built upon', async () => {
    const directory = scratchDirectory()
    const log = await open(directory)
    await log.append(numbered(0))
    const signed = await log.checkpoint()
    appendFileSync(join(directory, segmentPath(0)), '{"_prev":"forged"}\n')
    await expect(log.append(numbered(1))).rejects.toMatchObject({ code: 'forked' })
    await log.close().catch(() => {})
    expect(readFileSync(join(directory, layout.checkpoint), 'utf8')).toBe(signed)
    const report = await verified(directory)
    expect(report.faults.map(({ code }) => code)).toEqual(['not_an_entry'])
    await expect(open(directory)).rejects.toMatchObject({ code: 'damaged' })
  })
})
