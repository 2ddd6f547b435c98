import type { Disk } from '../../src/disk.ts'
import { memoryDisk } from '../../src/memory-disk.ts'
export const crashingDisk = (_: number): { disk: Disk } => ({ disk: memoryDisk() })
