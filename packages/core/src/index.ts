export {
  type Allowed,
  allow,
  type Denied,
  deny,
  type Nothing,
  nothing,
  type Verdict,
} from './verdict.ts'
export type {
  AnyGuard,
  BodyDenial,
  ClientAddress,
  Guard,
  GuardRequest,
  NeedOf,
  ProofOf,
  ReasonOf,
} from './guard.ts'
export { type Headers, jsonReply, type Reply, type ReplyBody } from './reply.ts'
export { denialReply } from './denial-reply.ts'

export { every } from './every.ts'
export { anyOf } from './any-of.ts'

export { type Decider, type DecisionOptions, decider } from './decide.ts'
export { type Endpoint, type ResponderOptions, responder } from './endpoint.ts'
export {
  type Observer,
  type RequestEnd,
  together,
  type Watcher,
  type WatcherOptions,
  watcher,
} from './observer.ts'
export type { AdapterOptions } from './adapter.ts'
export type { RequestOptions } from './request-view.ts'
export type { OnError } from './on-error.ts'

export {
  type AuditContext,
  type AuditEvent,
  type AuditEventType,
  type AuditParty,
  type AuditSink,
  noAudit,
} from './audit.ts'
export {
  type BoundMetric,
  defineMetric,
  type HistogramValue,
  type LabelArguments,
  type Labels,
  type MetricDefinition,
  type MetricsReader,
  type MetricsSink,
  noMetrics,
  type Series,
} from './metric.ts'
export { type ContainedSinks, containedSinks, type SinkOptions } from './contained-sinks.ts'
export { coreEvents, coreMetrics, coreReasons, type ReasonDefinition } from './catalog.ts'

export type { Check, CheckResult, Json } from './check.ts'
export { type Clock, type MonotonicClock, systemClock, systemMonotonic } from './clock.ts'
export { type Cancel, systemTimers, type Timers } from './timers.ts'
export { type NewId, type Random, systemNewId, systemRandom } from './random.ts'
export { isSecret, type Secret, secret } from './secret.ts'

export { demandOptions } from './demand-options.ts'
