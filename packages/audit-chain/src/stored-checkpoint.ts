import type { Disk } from './disk.ts'
import { readFile } from './disk-files.ts'
import { layout } from './layout.ts'
import type { NoteVerifier } from './note-key.ts'
import { openSignedHead, type SignedHead } from './open-checkpoint.ts'
import type { Unproven } from './unproven.ts'

// C2SP signed-note: nobody writes a longer one.
const mostBytes = 1_000_000

/** A log's latest checkpoint, to the letter and opened. */
export interface StoredCheckpoint {
  readonly text: string
  readonly opened: SignedHead | Unproven
}

/** Reads a log's latest checkpoint; none where it has none. */
export async function storedCheckpoint(
  disk: Disk,
  origin: string,
  verifiers: readonly NoteVerifier[],
): Promise<StoredCheckpoint | undefined> {
  const bytes = await readFile(disk, layout.checkpoint, mostBytes)
  if (!bytes) return undefined
  const opened = openSignedHead(bytes, origin, verifiers)
  return { text: Buffer.from(bytes).toString(), opened }
}
