import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemRandom } from '@sallyport/core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openAuditLog } from '../src/open-audit-log.ts'
import { verifyLog } from '../src/verify-log.ts'
import { keyOf } from './support/keys.ts'
import { entriesOf, numbered, numbersOf, origin, steady } from './support/open-on.ts'
import { scratchDirectory } from './support/scratch-directory.ts'

const mebi = 1_048_576

/** Whether a suite must be skipped because no file system can be mounted here; says so. */
function missingMount(suite: string): boolean {
  const place = mkdtempSync(join(tmpdir(), 'audit-chain-'))
  try {
    mount(place)
    execFileSync('umount', [place], { stdio: 'pipe' })
    return false
  } catch {
    process.stderr.write(`${suite}: skipped, it needs the right to mount a tmpfs\n`)
    return true
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

const mount = (place: string): unknown =>
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebi}`, 'tmpfs', place], { stdio: 'pipe' })

/** A file system of a mebibyte. */
function smallDisk(): string {
  const place = join(scratchDirectory(), 'small')
  mkdirSync(place)
  mount(place)
  // Before the scratch directory goes: what is finished last is begun first.
  onTestFinished(() => void execFileSync('umount', [place], { stdio: 'pipe' }))
  return place
}

describe.skipIf(missingMount('a disk that is full'))('a disk that is full', () => {
  it('refuses, loses nothing that was acknowledged, and goes on when there is room again', async () => {
    const place = smallDisk()
    const [directory, ballast] = [join(place, 'log'), join(place, 'ballast')]
    writeFileSync(ballast, Buffer.alloc(mebi / 2))
    const options = { ...steady(), random: systemRandom, segmentBytes: 65_536 }
    const log = await openAuditLog(directory, { ...options, checkpoints: { everyEntries: 50 } })
    const told: number[] = []
    let [number, refused] = [0, 0]
    const append = async (): Promise<void> => {
      const own = number++
      const event = { ...numbered(own), reason: 'x'.repeat(500) }
      await log.append(event).then(
        () => void told.push(own),
        (error) => {
          expect(error).toMatchObject({ code: 'not_written', cause: { code: 'ENOSPC' } })
          refused++
        },
      )
    }
    while (refused < 20 && number < 5_000) await Promise.all(Array.from({ length: 10 }, append))
    expect([refused >= 20, told.length > 100]).toEqual([true, true])
    rmSync(ballast)
    const before = told.length
    for (let i = 0; i < 10; i++) await append()
    expect(told.length).toBe(before + 10)
    await log.close()
    const keys = [keyOf(origin).verifierKey]
    expect(await verifyLog(directory, { origin, keys })).toMatchObject({ verdict: 'whole' })
    const again = await openAuditLog(directory, options)
    expect(numbersOf(await entriesOf(again))).toEqual(told)
    await again.close()
  }, 60_000)

  it('at the start rejects to open, and opens when there is room', async () => {
    const place = smallDisk()
    const [directory, ballast] = [join(place, 'log'), join(place, 'ballast')]
    expect(() => writeFileSync(ballast, Buffer.alloc(2 * mebi))).toThrow('ENOSPC')
    const options = { ...steady(), random: systemRandom }
    await expect(openAuditLog(directory, options)).rejects.toMatchObject({ code: 'ENOSPC' })
    rmSync(ballast)
    const log = await openAuditLog(directory, options)
    expect(await log.append(numbered(0))).toMatchObject({ seq: 0 })
    await log.close()
  })
})
