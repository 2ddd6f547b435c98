import { describe, expect, it } from 'vitest'
import {
  type Counts,
  evaluate,
  mergeSnapshots,
  recorder,
  type SloOptions,
  type Snapshot,
} from '../src/index.ts'
import { day, sloOf, start } from './support/slo-of.ts'

const covered = { from: start, to: start + day }
const stands = async (answer: unknown, options: Partial<SloOptions> = {}) => {
  const counts = (_: unknown, spans: readonly unknown[]) => spans.map(() => answer as Counts)
  const [found] = await evaluate([sloOf(options)], { clock: () => start + day, counts })
  return found
}

describe('a source that answers', () => {
  it.each([
    [null],
    [7],
    ['fine'],
    [{}],
    [{ ok: false }],
    [{ ok: 'yes', good: 1, bad: 0, covered }],
    [{ ok: true, good: 1, bad: 0 }],
    [{ ok: true, good: 1, bad: 0, covered: { from: start, to: Number.NaN } }],
    [{ ok: true, good: 1, bad: 0, covered: { from: 2, to: 1 } }],
    [{ ok: true, good: 1, bad: 0, covered, missingMs: Number.NaN }],
  ])('%j says nothing', async (answer) => {
    expect(await stands(answer)).toMatchObject({ state: 'unknown', reason: 'malformed' })
  })

  it('more than a double tells apart is judged by what it is', async () => {
    // Both are doubles; their sum is rounded up to twice as many as are bad.
    const answer = { ok: true, good: 2 ** 53 + 2, bad: 2 ** 53 + 4, covered }
    const found = await stands(answer, { objective: 50, alerts: false })
    expect(found?.state).toBe('breached')
  })
})

describe('a snapshot', () => {
  const clock = () => start + 1
  /** Of one slice with such counts. */
  const holding = (bad: number, total: number): Snapshot => {
    const one = recorder(sloOf(), { clock, since: start - day })
    one.record(true, start)
    const { tiers, ...rest } = one.snapshot()
    const slices = tiers.map(({ widthMs, slices: [slice] }) => ({
      widthMs,
      slices: [[slice?.[0] as number, bad, total] as const],
    }))
    return { ...rest, tiers: slices }
  }
  const counted = (from: Snapshot) =>
    recorder(sloOf(), { clock, from }).counts({ from: start - day, to: start + 1 })

  it('with more bad events than events is none', () => {
    expect(() => counted(holding(10, 5))).toThrow(TypeError)
  })

  it('of more than a slice can hold stays at the most', () => {
    const half = holding(0, 2 ** 31 + 5)
    expect(counted(mergeSnapshots([half, half]))).toMatchObject({ good: 2 ** 32 - 1, bad: 0 })
  })
})
