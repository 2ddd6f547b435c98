export {
  type PrimaryAuditLog,
  type PrimaryAuditLogOptions,
  primaryAuditLog,
  type WorkerProcess,
} from './primary-audit-log.ts'
export {
  type ClusterPrimary,
  type ClusterWorker,
  type SharedAuditLog,
  type SharedAuditLogOptions,
  sharedAuditLog,
} from './shared-audit-log.ts'
