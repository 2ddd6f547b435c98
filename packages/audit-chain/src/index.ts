export { type AccessAuditOptions, accessAudit } from './access-audit.ts'
export type { Anchor } from './anchor.ts'
export { callbackAnchor } from './anchors/callback-anchor.ts'
export { fileAnchor } from './anchors/file-anchor.ts'
export { type LineStream, stdoutAnchor } from './anchors/stdout-anchor.ts'
export type {
  Acknowledgement,
  Appended,
  AppendOptions,
  AuditLog,
  AuditPage,
  AuditQuery,
  AuditRow,
  Pruned,
  PruneOptions,
  VerifyOptions,
} from './audit-log.ts'
export { AuditLogError, type AuditLogFailure } from './audit-log-error.ts'
export type {
  AuditLogOptions,
  CheckpointSchedule,
  QueueOptions,
  RetentionOptions,
} from './audit-log-options.ts'
export { auditMetrics } from './audit-metrics.ts'
export {
  type AuditCategory,
  type AuditCategoryDefinition,
  type AuditLevel,
  auditCategories,
  auditEvents,
  type CataloguedEvent,
} from './catalog.ts'
export { type CheckEntriesOptions, type CheckedEntries, checkEntries } from './check-entries.ts'
export type { RecordingOptions } from './contained.ts'
export type { AuditEntry, Transport, Truncated } from './entry.ts'
export type { LogFault, LogFaultCode, LogReport } from './log-report.ts'
export { memoryAuditLog } from './memory-audit-log.ts'
export type { Lost } from './normalise.ts'
export { type NewSigningKey, type NoteKey, newSigningKey } from './note-key.ts'
export { openAuditLog } from './open-audit-log.ts'
export { type CheckpointOptions, type OpenedCheckpoint, openCheckpoint } from './open-checkpoint.ts'
export { type EntryFault, type ParsedEntry, parseEntry } from './parse-entry.ts'
export {
  type PseudonymKey,
  type PseudonymOptions,
  type Pseudonyms,
  pseudonyms,
} from './pseudonyms.ts'
export { recordSocket, type SocketAudit, type SocketAuditOptions } from './record-socket.ts'
export { type ShippedLineOptions, shippedLine } from './shipped-line.ts'
export type { Unproven, UnprovenReason } from './unproven.ts'
export { type VerifyLogOptions, verifyLog } from './verify-log.ts'
export { type ProofOptions, type ProvenEntry, verifyProof } from './verify-proof.ts'
