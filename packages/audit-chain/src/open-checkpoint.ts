import { parseCheckpointText } from './checkpoint.ts'
import { encodeHash } from './hash.ts'
import type { TreeHead } from './merkle.ts'
import { openNote, readVerifierKeys } from './note.ts'
import type { NoteKey, NoteVerifier } from './note-key.ts'
import { type Unproven, unproven } from './unproven.ts'

/** Whose checkpoints are believed. */
export interface CheckpointOptions {
  /** The log's origin, to the letter. */
  readonly origin: string
  /**
   * The verifier keys of this log, `name+id+base64`: one, and while keys change the old one and the new
   * one. Each signs for the log alone. From elsewhere than where the log is kept.
   */
  readonly keys: readonly string[]
}

/** A checkpoint that a key of its log has signed. */
export interface OpenedCheckpoint {
  readonly ok: true
  readonly origin: string
  /** How many entries the log had. */
  readonly size: number
  /** The root of the Merkle tree of these entries, as base64. */
  readonly root: string
  /** The lines after the root, which this package never writes. */
  readonly extensions: readonly string[]
  /** The keys that have signed it, of those that were given. */
  readonly signedBy: readonly NoteKey[]
}

/**
 * Opens a checkpoint (C2SP tlog-checkpoint): what a log has said of itself. Of whichever implementation
 * it is, only Ed25519 signatures are verified; others are passed over, like those of unknown keys.
 *
 * @example
 * ```ts
 * import { openCheckpoint } from '@sallyport/audit-chain'
 *
 * const checkpoint = `go.sum database tree
 * 6476701
 * mb8QLQIs0Z0yP5Cstq6guj87oXWeC9gEM8oVikmm9Wk=
 *
 * — sum.golang.org Az3grsLX85Gz+s1SiTbgkuqxgItqFq7gsMUEyVnrsa9LM7Us9S+1xbFIGu95949rj4nPRYfvimWEPWL+o3GeoWwOoAw=
 * `
 * const keys = ['sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8']
 * const opened = openCheckpoint(checkpoint, { origin: 'go.sum database tree', keys })
 * console.log(opened.ok && opened.size) // prints: 6476701
 *
 * const changed = openCheckpoint(checkpoint.replace('6476701', '6476702'), {
 *   origin: 'go.sum database tree',
 *   keys,
 * })
 * console.log(!changed.ok && changed.reason) // prints: wrong
 * ```
 */
export function openCheckpoint(
  checkpoint: string | Uint8Array,
  { origin, keys }: CheckpointOptions,
): OpenedCheckpoint | Unproven {
  const opened = openSignedHead(checkpoint, origin, readVerifierKeys('keys', keys))
  if (!opened.ok) return opened
  const { head, extensions, signedBy } = opened
  const { size, root } = head
  return { ok: true, origin, size, root: encodeHash(root), extensions, signedBy }
}

/** A checkpoint that was opened, as the tree's functions take it. */
export interface SignedHead {
  readonly ok: true
  readonly head: TreeHead
  readonly extensions: readonly string[]
  readonly signedBy: readonly NoteKey[]
}

/** Opens a checkpoint with verifiers of the log's own keys. */
export function openSignedHead(
  checkpoint: string | Uint8Array,
  origin: string,
  verifiers: readonly NoteVerifier[],
): SignedHead | Unproven {
  const opened = openNote(checkpoint, verifiers)
  if (!opened.ok) return opened
  const read = parseCheckpointText(opened.text)
  if (!read) return unproven('malformed')
  const { head, extensions } = read
  // Another log of the same keys.
  if (read.origin !== origin) return unproven('wrong')
  return { ok: true, head, extensions, signedBy: opened.signedBy }
}
