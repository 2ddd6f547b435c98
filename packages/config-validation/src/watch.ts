export { configEvents, configMetrics } from './catalog.ts'
export type { ConfigChange } from './reload/changed-paths.ts'
export type { ReloadTrigger } from './reload/reload-journal.ts'
export {
  type ReloadResult,
  type SignalSource,
  type WatchConfigOptions,
  type WatchedConfig,
  watchConfig,
} from './reload/watch-config.ts'
