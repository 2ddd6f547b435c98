export {
  type AmqpChannel,
  amqpCheck,
  type NatsConnection,
  natsCheck,
} from './checks/broker-checks.ts'
export {
  type CertificateCheckOptions,
  type CertificateSource,
  certificateCheck,
  type TlsServer,
} from './checks/certificate-check.ts'
export { type DiskCheckOptions, type DiskSpace, diskCheck } from './checks/disk-check.ts'
export {
  type EventLoop,
  type EventLoopCheck,
  type EventLoopCheckOptions,
  eventLoopCheck,
} from './checks/event-loop-check.ts'
export { type HttpCheckOptions, httpCheck } from './checks/http-check.ts'
export { type MemoryCheckOptions, type MemoryUse, memoryCheck } from './checks/memory-check.ts'
export { postgresCheck } from './checks/postgres-check.ts'
export { redisCheck } from './checks/redis-check.ts'
