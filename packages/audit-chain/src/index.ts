export {
  type CheckpointOptions,
  type OpenedCheckpoint,
  openCheckpoint,
} from './checkpoint.ts'
export type { NoteKey } from './note-key.ts'
export { type ProofOptions, type ProvenEntry, verifyProof } from './proof.ts'
export type { Unproven, UnprovenReason } from './unproven.ts'
