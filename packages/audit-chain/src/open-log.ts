import type { AuditEvent, Check } from '@sallyport/core'
import { coreMetrics, noMetrics } from '@sallyport/core'
import type {
  AppendOptions,
  Appended,
  AuditLog,
  AuditPage,
  AuditQuery,
  Pruned,
  PruneOptions,
  VerifyOptions,
} from './audit-log.ts'
import { AuditLogError, type AuditLogFailure } from './audit-log-error.ts'
import { auditMetrics } from './audit-metrics.ts'
import type { Checkpointer } from './checkpointer.ts'
import type { Disk } from './disk.ts'
import type { LogReport } from './log-report.ts'
import { type EventReader, eventReader } from './read-event.ts'
import type { SegmentWriter } from './segment-writer.ts'
import { demandAcknowledgement, type Settings } from './settings.ts'
import type { Waiting } from './waiting.ts'
import { Writer, type WriterListener } from './writer.ts'
