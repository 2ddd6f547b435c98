export type { Anchor } from './anchor.ts'
export { callbackAnchor } from './anchors/callback-anchor.ts'
export { fileAnchor } from './anchors/file-anchor.ts'
export { type LineStream, stdoutAnchor } from './anchors/stdout-anchor.ts'
export { auditMetrics } from './audit-metrics.ts'
export {
  type AuditCategory,
  type AuditCategoryDefinition,
  type AuditLevel,
  auditCategories,
  auditEvents,
  type CataloguedEvent,
} from './catalog.ts'
export type { AuditEntry, Transport, Truncated } from './entry.ts'
export type { Lost } from './normalise.ts'
export { type NewSigningKey, type NoteKey, newSigningKey } from './note-key.ts'
export { type CheckpointOptions, type OpenedCheckpoint, openCheckpoint } from './open-checkpoint.ts'
export { type EntryFault, type ParsedEntry, parseEntry } from './parse-entry.ts'
export type { Unproven, UnprovenReason } from './unproven.ts'
export { type ProofOptions, type ProvenEntry, verifyProof } from './verify-proof.ts'
