export { type StatsdOptions, statsdBackend } from './backends/statsd.ts'
export type { StatsdClient, StatsdSent } from './backends/statsd-client.ts'
export type { StatsdHistograms } from './backends/statsd-lines.ts'
export { type StatsdTags, type StatsdTemplate, statsdTemplate } from './backends/statsd-names.ts'
