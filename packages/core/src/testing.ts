export { type ManualTime, manualTime } from './testing/manual-time.ts'
export { type AuditRecorder, recordAudit } from './testing/record-audit.ts'
export { type MetricsRecorder, recordMetrics } from './testing/record-metrics.ts'
export { type TestRequestInit, testRequest } from './testing/test-request.ts'
