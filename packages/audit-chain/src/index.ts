export type { NoteKey } from './note-key.ts'
export { type CheckpointOptions, type OpenedCheckpoint, openCheckpoint } from './open-checkpoint.ts'
export type { Unproven, UnprovenReason } from './unproven.ts'
export { type ProofOptions, type ProvenEntry, verifyProof } from './verify-proof.ts'
