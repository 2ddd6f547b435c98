import { AuditLogError } from './audit-log-error.ts'
import type { Disk } from './disk.ts'
import type { Head } from './head.ts'
import { layout, segmentOf, segmentPath } from './layout.ts'
import type { LogFault } from './log-report.ts'

/** Entries that are in one file. */
export interface Segment {
  /** The first one's number. */
  readonly first: number
  /** The number after the last one's. */
  readonly end: number
  /** Whether it gets no more entries. */
  readonly sealed: boolean
}

/** The segments that are there, in order, as far as the head; what lies behind that is nobody's yet. */
export async function keptSegments(disk: Disk, head: Head): Promise<readonly Segment[]> {
  const names = await disk.list(layout.segments)
  const { size } = head.frontier
  const firsts = names
    .map(segmentOf)
    .filter((first) => first !== undefined && first < head.segment) as number[]
  const sealed = firsts.map((first, i) => ({
    first,
    end: firsts[i + 1] ?? head.segment,
    sealed: true,
  }))
  return size > head.segment
    ? [...sealed, { first: head.segment, end: size, sealed: false }]
    : sealed
}

/** The error for a place in a segment that is not as it was written; the fault is its cause. */
export function damagedAt(
  { first }: Segment,
  fault: Pick<LogFault, 'code' | 'message' | 'detail'> & { seq: number; offset: number },
): AuditLogError {
  const file = segmentPath(first)
  const { seq, offset, message } = fault
  const text = `${message}: entry ${seq}, ${file}, byte ${offset}`
  return new AuditLogError('damaged', text, { cause: { ...fault, file } satisfies LogFault })
}
