import { describe, expect, it } from 'vitest'
import { memoryDisk } from '../src/memory-disk.ts'
import { readVerifierKeys } from '../src/note.ts'
import { verifyDisk } from '../src/verify-disk.ts'
import { chance } from './support/chance.ts'
import { type Faults, faultyDisk } from './support/faulty-disk.ts'
import { keyOf } from './support/keys.ts'
import { entriesOf, numbered, numbersOf, openOn, origin } from './support/open-on.ts'

const keys = [1, 2, 3].map((seed) => keyOf(origin, seed))
const verifiersOf = (...which: readonly number[]) =>
  readVerifierKeys(
    'keys',
    which.map((at) => keys[at]?.verifierKey ?? ''),
  )
const { signal } = new AbortController()

describe('a disk that fails now and then, whatever is asked of it', () => {
  it.each([1, 2, 3, 4, 5, 6])('loses nothing acknowledged, and mends: seed %j', async (seed) => {
    const random = chance(seed)
    const disk = memoryDisk()
    let [isSick, now] = [false, 0]
    const codes = ['EIO', 'ENOSPC', 'EROFS'] as const
    const faults: Faults = {
      mostAtOnce: 300,
      fails: (what) =>
        isSick && what !== 'close' && random() < 0.05
          ? codes[Math.floor(random() * codes.length)]
          : undefined,
    }
    const options = { segmentBytes: 8_192, checkpoints: { everyEntries: 20 } }
    // Each look at the clock is a second later: what failed is tried again at once.
    const monotonic = () => (now += 1_000)
    const log = await openOn(faultyDisk(disk, faults), { ...options, monotonic })
    const told: number[] = []
    let number = 0
    const append = async (): Promise<void> => {
      const own = number++
      const appended = await log.append(numbered(own)).catch((error) => {
        expect(error).toMatchObject({ code: 'not_written' })
      })
      if (appended) told.push(own)
    }
    isSick = true
    for (let round = 0; round < 60; round++) {
      await Promise.all(Array.from({ length: 1 + Math.floor(random() * 10) }, append))
      await log.checkpoint().catch(() => {})
    }
    isSick = false
    const before = told.length
    for (let i = 0; i < 3; i++) await append()
    expect(told.length).toBe(before + 3)
    expect(await log.integrityCheck()(signal)).toMatchObject({ ok: true })
    await log.close()
    expect(before).toBeGreaterThan(50)
    expect(number - told.length).toBeGreaterThan(5)
    const { report } = await verifyDisk(disk, { origin, verifiers: verifiersOf(0) })
    expect(report).toMatchObject({ verdict: 'whole', signed: told.length })
    const again = await openOn(disk, options)
    expect(numbersOf(await entriesOf(again))).toEqual(told)
    await again.close()
  })
})

it('a clock that jumps about changes neither the order nor the proof', async () => {
  const random = chance(9)
  let time = Date.UTC(2026, 0, 1)
  const clock = () => (time += Math.floor((random() - 0.5) * 10_000_000))
  const disk = memoryDisk()
  for (let round = 0; round < 3; round++) {
    const log = await openOn(disk, { clock })
    for (let number = 0; number < 40; number++) await log.append(numbered(40 * round + number))
    await log.close()
  }
  const log = await openOn(disk, { clock })
  const entries = await entriesOf(log)
  expect(numbersOf(entries)).toEqual(Array.from({ length: 120 }, (_, number) => number))
  for (const [at, { ts, skewMs = 0 }] of entries.entries()) {
    const behind = at === 0 ? 0 : Date.parse(entries[at - 1]?.ts ?? '') - Date.parse(ts)
    expect(skewMs).toBe(Math.max(0, behind))
  }
  expect(await log.verify()).toMatchObject({ verdict: 'whole', size: 120 })
  await log.close()
})

describe('keys that change from start to start', () => {
  const stages: readonly (readonly [sign: readonly number[], former: readonly number[]])[] = [
    [[0], []],
    [[0, 1], []],
    [[1], [0]],
    [[1, 2], [0]],
    [[2], [0, 1]],
  ]

  it('who knows one that signs can verify, who knows none is told so', async () => {
    const disk = memoryDisk()
    for (const [at, [sign, former]] of stages.entries()) {
      const log = await openOn(disk, {
        signingKeys: sign.map((one) => keys[one]?.signingKey ?? expect.unreachable()),
        formerKeys: former.map((one) => keys[one]?.verifierKey ?? ''),
      })
      await log.append(numbered(at))
      await log.close()
      const changes = (await entriesOf(log)).filter(({ type }) => type === 'audit.keys_changed')
      expect(changes).toHaveLength(at)
      const verdictOf = async (...known: readonly number[]) =>
        (await verifyDisk(disk, { origin, verifiers: verifiersOf(...known) })).report.verdict
      for (const known of [0, 1, 2]) {
        expect(await verdictOf(known)).toBe(sign.includes(known) ? 'whole' : 'unverifiable')
      }
      expect(await verdictOf(0, 1, 2)).toBe('whole')
    }
  })

  it('a former key that is not named rejects the opening, with what to do', async () => {
    const disk = memoryDisk()
    const log = await openOn(disk)
    await log.append(numbered(0))
    await log.close()
    const signingKeys = [keys[1]?.signingKey ?? expect.unreachable()]
    await expect(openOn(disk, { signingKeys })).rejects.toThrow('formerKeys')
  })
})
