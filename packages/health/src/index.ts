export { healthEvents, healthMetrics } from './catalog.ts'
export type { CheckOptions } from './check-options.ts'
export { closeWhenDraining } from './close-when-draining.ts'
export { createHealth } from './create-health.ts'
export type { Drained, DrainOptions } from './drain.ts'
export {
  type DrainOnSignalOptions,
  type DrainSignal,
  drainOnSignal,
  type SignalSource,
} from './drain-on-signal.ts'
export {
  aggregateEndpoint,
  type HealthEndpointOptions,
  livenessEndpoint,
  readinessEndpoint,
  startupEndpoint,
} from './endpoints.ts'
export { actuatorFormat } from './formats/actuator.ts'
export { checksFormat } from './formats/checks.ts'
export { dependenciesFormat } from './formats/dependencies.ts'
export type { FormattedHealth, HealthFormat } from './formats/format.ts'
export { healthJsonFormat } from './formats/health-json.ts'
export type { Health } from './health.ts'
export type { HealthOptions } from './health-options.ts'
export type { Thresholds } from './hysteresis.ts'
export type { CheckReport, HealthReport } from './report.ts'
export { type HealthCause, type HealthStatus, worse } from './status.ts'
