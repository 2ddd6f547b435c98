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
export { type EntryFault, type ParsedEntry, parseEntry } from './parse-entry.ts'
