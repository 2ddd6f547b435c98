import type { Cell } from './cell.ts'
import type { Family } from './family.ts'
import type { Notes } from './notes.ts'

/**
 * Where measurements go besides the reader. It reads cells, which are told once, and keeps what it needs
 * of each (what it has sent, a rendered name). What it throws is counted, and reaches nobody.
 */
export interface Backend {
  /** The metrics are there. One that sends by itself has them gathered first, so that collected gauges are read. */
  start?(gather: () => Promise<readonly Family[]>): void
  /** A series began: its cell is the same until the series has expired. */
  series?(cell: Cell): void
  /** A series ended: nothing will be added to its cell. What was not sent yet is still in it. */
  expired?(cell: Cell): void
  /** Send what there is. Collected gauges have just been read. */
  flush?(): void | Promise<void>
  /** Let go of sockets and timers; a last `flush` came before. */
  close?(): void | Promise<void>
}

/** Tells every backend, whatever the others throw. */
export function tellerOf(
  backends: readonly Backend[],
  notes: Notes,
): (tell: (backend: Backend) => void) => void {
  return (tell) => {
    for (const backend of backends) {
      try {
        tell(backend)
      } catch {
        notes.failed('backend_threw')
      }
    }
  }
}
