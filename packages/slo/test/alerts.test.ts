import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { manualTime } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'
import {
  type AlertState,
  type Evaluation,
  evaluate,
  memorySource,
  recorder,
  type SloOptions,
  toNumber,
} from '../src/index.ts'
import { day, hour, minute, second, sloOf, start } from './support/slo-of.ts'

const folder = process.env.SALLYPORT_VECTORS
const file = folder === undefined ? undefined : join(folder, 'slo/sre-workbook/mwmb.json')

/** Says so where the table is not at hand, and that it is not. */
function missingTable(): boolean {
  if (file !== undefined && existsSync(file)) return false
  process.stderr.write('slo: the workbook’s table is skipped, SALLYPORT_VECTORS names no folder\n')
  return true
}

const windowsOf = (options: Partial<SloOptions>): string[] =>
  sloOf(options).alerts.map(
    ({ severity, longMs, shortMs, factor }) =>
      `${severity} ${longMs / minute}m/${shortMs / minute}m ${toNumber(factor)}`,
  )

describe('a plan', () => {
  it.skipIf(missingTable())('is the workbook’s', () => {
    const { rows, derivedFactors } = JSON.parse(readFileSync(file as string, 'utf8'))
    expect(sloOf().alerts.map(({ severity, factor }) => [severity, toNumber(factor)])).toEqual(
      rows.map((row: { severity: string; factor: number }) => [row.severity, row.factor]),
    )
    const of28 = sloOf({ period: '28d' }).alerts.map(({ factor }) => toNumber(factor))
    expect(of28).toEqual(derivedFactors['28d'])
  })

  it('is written in one’s own rows', () => {
    const row = { severity: 'page', long: '30m', short: '5m' } as const
    expect(windowsOf({ alerts: [{ ...row, factor: 13.44 }] })).toEqual(['page 30m/5m 13.44'])
    expect(windowsOf({ alerts: [{ ...row, budgetPercent: 1 }] })).toEqual(['page 30m/5m 14.4'])
    expect(windowsOf({ alerts: false })).toEqual([])
  })

  it('is Pyrra’s, whose windows go with the period', () => {
    const plan = (period: '28d' | '14d') => windowsOf({ period, alerts: 'pyrra' })
    expect(plan('28d')).toEqual([
      'page 60m/5m 14',
      'page 360m/30m 7',
      'ticket 1440m/120m 2',
      'ticket 5760m/360m 1',
    ])
    expect(plan('14d')[0]).toBe('page 30m/3m 14')
  })
})

/** A service with an event each second, all bad from `failsAt` to `mendsAt`; how it stood every so often. */
async function watched(
  failsAt: number,
  mendsAt: number,
  until: number,
  every: number,
): Promise<[at: number, found: Evaluation][]> {
  const time = manualTime(start)
  const slo = sloOf()
  const recorded = recorder(slo, { clock: time.clock })
  const seen: [number, Evaluation][] = []
  for (let at = second; at <= until; at += second) {
    time.advance(second)
    recorded.record(at <= failsAt || at > mendsAt)
    if (at % every !== 0 || at < failsAt) continue
    const [found] = await evaluate([slo], memorySource([recorded]))
    seen.push([at, found as Evaluation])
  }
  return seen
}

const firing = (found: Evaluation): number => found.alerts.findIndex((row) => row.isFiring)

describe('an outage of a service that was well for three hours', () => {
  const failsAt = 3 * hour
  const mendsAt = failsAt + 5 * minute

  it('pages within a minute, and is quiet when the short window is', async () => {
    const seen = await watched(failsAt, mendsAt, failsAt + 15 * minute, 15 * second)
    const fast = seen.filter(([, { alerts }]) => alerts[0]?.isFiring).map(([at]) => at)
    // 51.84 s of an outage burn 14.4 of an hour; the short window forgets all but 4.3 s of it.
    expect(fast[0]).toBe(failsAt + 60 * second)
    expect(fast.at(-1)).toBeGreaterThan(mendsAt + 4 * minute)
    expect(fast.at(-1)).toBeLessThanOrEqual(mendsAt + 5 * minute + 15 * second)
    expect(seen.map(([, { state }]) => state)).not.toContain('unknown')
  })
})

const burst = async (options: Partial<SloOptions>, bad: number, total: number) => {
  const time = manualTime(start + day)
  const slo = sloOf(options)
  const recorded = recorder(slo, { clock: time.clock, since: start })
  for (let i = 0; i < total; i++) recorded.record(i >= bad)
  const [found] = await evaluate([slo], memorySource([recorded]))
  return found as Evaluation
}

describe('a burn', () => {
  const suppressed = ({ alerts }: Evaluation): AlertState['suppressed'][] =>
    alerts.map((one) => one.suppressed)

  it('alerts nobody for too few bad ones, and says so', async () => {
    const found = await burst({ minBad: 3 }, 1, 12)
    expect(firing(found)).toBe(-1)
    expect(suppressed(found)).toEqual(Array(4).fill('few_bad_events'))
    expect(firing(await burst({ minBad: 3 }, 3, 12))).toBe(0)
  })

  it('alerts nobody of too few events', async () => {
    expect(suppressed(await burst({ minEvents: 13 }, 6, 12))[0]).toBe('few_events')
  })

  it('that does not reach the factor is not suppressed', async () => {
    const found = await burst({ minBad: 3 }, 0, 12)
    expect(suppressed(found)).toEqual(Array(4).fill(undefined))
    expect(found.burns.map(({ rate }) => rate)).toEqual(Array(7).fill(0))
  })

  it('cannot be told where nobody counts', async () => {
    const [found] = await evaluate([sloOf()], memorySource([]))
    expect(suppressed(found as Evaluation)).toEqual(Array(4).fill('no_data'))
    expect(found).toMatchObject({ state: 'unknown', reason: 'no_data', covered: undefined })
  })

  it('puts what is still met at risk', async () => {
    const time = manualTime(start)
    const slo = sloOf()
    const recorded = recorder(slo, { clock: time.clock })
    for (let i = 0; i < 100_000; i++) recorded.record(true)
    time.advance(2 * day)
    for (let i = 0; i < 100; i++) recorded.record(i >= 10)
    const [found] = await evaluate([slo], memorySource([recorded]))
    expect(found).toMatchObject({ state: 'at_risk', bad: 10 })
    expect(found?.burns[0]).toEqual({ windowMs: 5 * minute, rate: 100 })
    // 2 of 30 days are covered, with a tenth of their budget spent, at a hundred times the pace.
    const left = 1 - (10 / 100.1) * (2 / 30)
    expect(found?.exhaustedAt).toBeCloseTo(time.clock() + (left * 30 * day) / 100, -2)
  })
})
