export {
  type AuditCategory,
  type AuditCategoryDefinition,
  type AuditLevel,
  auditCategories,
  auditEvents,
  type CataloguedEvent,
} from './catalog.ts'
export { type CheckEntriesOptions, type CheckedEntries, checkEntries } from './check-entries.ts'
export type { AuditEntry, Transport, Truncated } from './entry.ts'
export type { LogFault, LogFaultCode, LogReport } from './log-report.ts'
export type { Lost } from './normalise.ts'
export type { NoteKey } from './note-key.ts'
export { type CheckpointOptions, type OpenedCheckpoint, openCheckpoint } from './open-checkpoint.ts'
export { type EntryFault, type ParsedEntry, parseEntry } from './parse-entry.ts'
export type { Unproven, UnprovenReason } from './unproven.ts'
export { type VerifyLogOptions, verifyLog } from './verify-log.ts'
export { type ProofOptions, type ProvenEntry, verifyProof } from './verify-proof.ts'
