import type { ReadableDisk } from './disk.ts'
import { readRange, unlessMissing } from './disk-files.ts'
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
  disk: ReadableDisk,
  origin: string,
  verifiers: readonly NoteVerifier[],
): Promise<StoredCheckpoint | undefined> {
  const file = await disk.open(layout.checkpoint, 'read').catch(unlessMissing)
  if (!file) return undefined
  try {
    // One byte more than there may be: what is longer is malformed, not a disk that fails.
    const bytes = await readRange(file, 0, Math.min(await file.size(), mostBytes + 1))
    return { text: Buffer.from(bytes).toString(), opened: openSignedHead(bytes, origin, verifiers) }
  } finally {
    await file.close()
  }
}
