import {
  type AlteredReason,
  type DroppedReason,
  type FailedPart,
  metricsMetrics,
} from './catalog.ts'
import type { Cell } from './cell.ts'
import type { Families } from './families.ts'

/** What metrics note of themselves, in cells of their own. */
export interface Notes {
  dropped(reason: DroppedReason): void
  altered(reason: AlteredReason): void
  failed(part: FailedPart): void
  expired(): void
}

/** The cells by reason, once there are some. */
export interface NoteCells {
  dropped?: ReadonlyMap<string, Cell>
  altered?: ReadonlyMap<string, Cell>
  failures?: ReadonlyMap<string, Cell>
  expired?: Cell
}

/** Notes go straight to their cells: nothing that is noted can be noted in turn. */
export function notesIn(cells: NoteCells): Notes {
  const one = (cell: Cell | undefined): void => {
    if (cell !== undefined) cell.value++
  }
  return {
    dropped: (reason) => one(cells.dropped?.get(reason)),
    altered: (reason) => one(cells.altered?.get(reason)),
    failed: (part) => one(cells.failures?.get(part)),
    expired: () => one(cells.expired),
  }
}

/** From now on notes are kept in the families of `metricsMetrics`. */
export function noteIn(cells: NoteCells, families: Families): void {
  const byReason = ({ id }: { readonly id: string }): ReadonlyMap<string, Cell> =>
    new Map(Array.from(families.named(id)?.cells() ?? [], (cell) => [cell.values[0] ?? '', cell]))
  cells.dropped = byReason(metricsMetrics.dropped)
  cells.altered = byReason(metricsMetrics.altered)
  cells.failures = byReason(metricsMetrics.failures)
  cells.expired = byReason(metricsMetrics.expired).get('') as Cell
}
