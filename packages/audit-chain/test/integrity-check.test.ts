import { describe, expect, it } from 'vitest'
import { segmentPath } from '../src/layout.ts'
import { memoryDisk } from '../src/memory-disk.ts'
import { numbered, openOn } from './support/open-on.ts'
import { watchedDisk } from './support/watched-disk.ts'

const { signal } = new AbortController()

/** A log of so many entries under a checkpoint, on a watched disk. */
async function logOf(count: number, options: Parameters<typeof openOn>[1] = {}) {
  const plain = memoryDisk()
  const watched = watchedDisk(plain)
  const log = await openOn(watched.disk, options)
  for (let number = 0; number < count; number++) await log.append(numbered(number))
  await log.checkpoint()
  return { log, plain, ...watched }
}

describe("a log's check of itself", () => {
  it('reads all of it at first, then what is new, and all of it again after a while', async () => {
    let now = 0
    const { log, bytesRead } = await logOf(500, { monotonic: () => now, verifyEveryMs: 1_000 })
    const check = log.integrityCheck()
    const cost = async () => {
      const before = bytesRead()
      expect(await check(signal)).toMatchObject({ ok: true })
      return bytesRead() - before
    }
    const whole = await cost()
    await log.append(numbered(500))
    now = 999
    expect(await cost()).toBeLessThan(whole / 4)
    now = 1_000
    expect(await cost()).toBeGreaterThanOrEqual(whole)
    await log.close()
  })

  it('finds what was changed behind its back', async () => {
    const { log, plain } = await logOf(3)
    const file = await plain.open(segmentPath(0), 'write')
    await file.write(Buffer.from('X'), 60)
    const found = await log.integrityCheck()(signal)
    expect(found).toMatchObject({ ok: false, detail: { verdict: 'tampered' } })
    await log.close()
  })

  it('goes on reading when nobody waits any more', async () => {
    const { log } = await logOf(3)
    const check = log.integrityCheck()
    expect(await check(AbortSignal.abort())).toMatchObject({ ok: true, degraded: true })
    expect(await check(signal)).toMatchObject({ ok: true, detail: { size: 3 } })
    await log.close()
  })

  it('says that the queue is more than half full', async () => {
    const { log } = await logOf(1, { queue: { entries: 3, whenFull: 'reject' } })
    const waiting = [log.append(numbered(1)), log.append(numbered(2))]
    const found = log.integrityCheck()(signal)
    expect(await found).toMatchObject({
      ok: true,
      degraded: true,
      message: 'the queue is 67 % full',
    })
    await Promise.all(waiting)
    await log.close()
  })
})
