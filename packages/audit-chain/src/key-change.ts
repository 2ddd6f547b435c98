import type { AuditEvent } from '@sallyport/core'
import { auditEvents } from './catalog.ts'
import { readVerifierKeys } from './note.ts'
import type { NoteKey } from './note-key.ts'
import type { StoredCheckpoint } from './stored-checkpoint.ts'

/**
 * The event that says which keys sign from now on, where these are others than signed the latest
 * checkpoint. A log without a checkpoint has no keys that could change.
 *
 * @param previous - Opened with verifiers of all keys that may have signed it.
 * @param now - The verifier keys of those that sign.
 */
export function keysChanged(
  previous: StoredCheckpoint | undefined,
  now: readonly string[],
): AuditEvent | undefined {
  if (!previous?.opened.ok) return undefined
  const before = namesOf(previous.opened.signedBy)
  const after = namesOf(readVerifierKeys('signingKeys', now))
  if (before.join() === after.join()) return undefined
  return { type: auditEvents.keysChanged.type, outcome: 'success', event: { keys: [...now] } }
}

const namesOf = (keys: readonly NoteKey[]): readonly string[] =>
  keys.map(({ name, id }) => `${name}+${id}`).sort()
