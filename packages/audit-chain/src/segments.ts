import type { Disk } from './disk.ts'
import { layout, segmentOf } from './layout.ts'

/** The first entries' numbers of the segments that are there, in order. */
export async function listSegments(disk: Disk): Promise<readonly number[]> {
  const names = await disk.list(layout.segments)
  return names.map(segmentOf).filter((first) => first !== undefined)
}
