export {
  type PromClientBridge,
  type PromClientBridgeOptions,
  promClientBridge,
} from './prom-client/prom-client-bridge.ts'
export {
  type PromClientReader,
  type PromClientReaderOptions,
  promClientReader,
} from './prom-client/prom-client-reader.ts'
export type { PromRegistry } from './prom-client/prom-registry.ts'
