import type { Slo } from './slo.ts'
import type { Snapshot } from './snapshot.ts'

/** Throws for what is no snapshot of this objective: a file that was cut off, or of another program. */
export function demandSnapshot({ id }: Slo, given: Snapshot): void {
  if (isSnapshot(given) && given.slo === id) return
  const slo: unknown = (given as Partial<Snapshot> | null)?.slo
  throw new TypeError(`slo: "from" must be a snapshot of ${id}, got one of ${String(slo)}, or none`)
}

function isSnapshot(given: unknown): boolean {
  const { version, heard, newest, tiers, sketchMs, sketches } = (given ?? {}) as Partial<Snapshot>
  return (
    version === 1 &&
    (newest === null || isCount(newest)) &&
    isCount(sketchMs) &&
    isList(heard, (span) => isCounts(span, 2)) &&
    isList(tiers, (tier) => {
      const { widthMs, slices } = (tier ?? {}) as Partial<Snapshot['tiers'][number]>
      return isCount(widthMs) && widthMs !== 0 && isList(slices, isSlice)
    }) &&
    isList(sketches, (sketch) => {
      const [id, counters] = Array.isArray(sketch) ? (sketch as unknown[]) : []
      return isCount(id) && isList(counters, (pair) => isCounts(pair, 2))
    })
  )
}

const isCount = (given: unknown): boolean =>
  typeof given === 'number' && given >= 0 && given < 2 ** 53

const isCounts = (given: unknown, length: number): boolean =>
  isList(given, isCount) && (given as readonly unknown[]).length === length

/** Of which no more are bad than there are. */
const isSlice = (given: unknown): boolean =>
  isCounts(given, 3) && ((given as number[])[1] as number) <= ((given as number[])[2] as number)

const isList = (given: unknown, each: (one: unknown) => boolean): boolean =>
  Array.isArray(given) && given.every(each)
