import { longestMs, periodMs } from './period.ts'
import type { Slo } from './slo.ts'
import type { TierShape } from './windows.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/**
 * What an objective's windows need: its shortest in 20 slices where those are a second or more, six hours in
 * minutes, and the rest in quarters of an hour; half hours or hours where those were more than 4,500. Each
 * width divides the next.
 */
export function tiersOf({ period, alerts, budgeting }: Slo): readonly TierShape[] {
  const longest = longestMs(period)
  const shortest = Math.min(periodMs(period), ...alerts.map(({ shortMs }) => shortMs))
  const widthMs = shortest >= 5 * minute ? 15 * second : shortest >= 100 * second ? 5_000 : second
  const fine: TierShape = { widthMs, slices: 82 }
  const middle: TierShape = { widthMs: minute, slices: 362 }
  const coarse = (width: number): TierShape => ({
    widthMs: width,
    slices: Math.ceil(longest / width) + 2,
  })
  if (budgeting.by === 'slices') return [fine, coarse(budgeting.sliceMs)]
  if (longest <= 80 * widthMs) return [fine]
  if (longest <= 6 * hour) return [fine, middle]
  const width = [15 * minute, 30 * minute].find((one) => longest / one <= 4_500) ?? hour
  return [fine, middle, coarse(width)]
}
