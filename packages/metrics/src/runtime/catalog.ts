import type { MetricDefinition } from '@sallyport/core'
import { defineMetrics, type MetricShape } from '../define-metrics.ts'
import { open } from '../open-label.ts'

type Unit = MetricShape['unit']
type More = Pick<MetricShape, 'aliases' | 'labels' | 'merge'>

const gauge = (id: string, unit: Unit, help: string, more: More = {}): MetricShape => ({
  ...{ id, kind: 'gauge', unit, help },
  ...more,
})
const counter = (id: string, unit: Unit, help: string, more: More = {}): MetricShape => ({
  ...{ id, kind: 'counter', unit, help },
  ...more,
})

/** How collections of garbage are told apart. */
export const gcTypes = ['major', 'minor', 'incremental', 'weakcb'] as const

const waits = 'since the last scrape, with the 10 ms between two looks.'
const spaces = { v8js_heap_space_name: open(20) }

/** What {@link runtimeMetrics} measures: by OpenTelemetry's conventions where they have a name. */
export const nodeMetrics: Readonly<Record<NodeMetric, MetricDefinition>> = defineMetrics({
  delayMin: gauge('nodejs.eventloop.delay.min', 's', `Shortest turn of the event loop ${waits}`, {
    aliases: ['nodejs_eventloop_lag_min_seconds'],
    merge: 'min',
  }),
  delayMax: gauge('nodejs.eventloop.delay.max', 's', `Longest turn of the event loop ${waits}`, {
    aliases: ['nodejs_eventloop_lag_max_seconds'],
  }),
  delayMean: gauge('nodejs.eventloop.delay.mean', 's', `Mean turn of the event loop ${waits}`, {
    aliases: ['nodejs_eventloop_lag_mean_seconds', 'nodejs_eventloop_lag_seconds'],
  }),
  delayStddev: gauge('nodejs.eventloop.delay.stddev', 's', 'How far turns stray from their mean.', {
    aliases: ['nodejs_eventloop_lag_stddev_seconds'],
  }),
  delayP50: gauge('nodejs.eventloop.delay.p50', 's', `Half of all turns are not longer, ${waits}`, {
    aliases: ['nodejs_eventloop_lag_p50_seconds'],
  }),
  delayP90: gauge('nodejs.eventloop.delay.p90', 's', `90 % of turns are not longer, ${waits}`, {
    aliases: ['nodejs_eventloop_lag_p90_seconds'],
  }),
  delayP99: gauge('nodejs.eventloop.delay.p99', 's', `99 % of turns are not longer, ${waits}`, {
    aliases: ['nodejs_eventloop_lag_p99_seconds'],
  }),
  utilization: gauge(
    'nodejs.eventloop.utilization',
    'ratio',
    'Time in which the event loop was busy.',
  ),
  loopTime: counter('nodejs.eventloop.time', 's', 'Time of the event loop by what it did.', {
    labels: { nodejs_eventloop_state: ['active', 'idle'] },
  }),
  gc: {
    id: 'v8js.gc.duration',
    kind: 'histogram',
    unit: 's',
    help: 'Collections of garbage.',
    labels: { v8js_gc_type: gcTypes },
    buckets: [0.01, 0.1, 1, 10],
  },
  heapLimit: gauge('v8js.memory.heap.limit', 'By', 'Heap by space.', { labels: spaces }),
  heapUsed: gauge('v8js.memory.heap.used', 'By', 'Heap in use by space.', { labels: spaces }),
  heapAvailable: gauge(
    'v8js.memory.heap.space.available_size',
    'By',
    'Heap that is free by space.',
    {
      labels: spaces,
    },
  ),
  heapPhysical: gauge('v8js.memory.heap.space.physical_size', 'By', 'Memory of each space.', {
    labels: spaces,
  }),
  heapReserved: gauge('nodejs.memory.heap.reserved', 'By', 'Heap, in use or not.', {
    aliases: ['nodejs_heap_size_total_bytes'],
  }),
  heapInUse: gauge('nodejs.memory.heap.used', 'By', 'Heap in use.', {
    aliases: ['nodejs_heap_size_used_bytes'],
  }),
  external: gauge('nodejs.memory.external', 'By', 'Memory outside the heap that objects hold.', {
    aliases: ['nodejs_external_memory_bytes'],
  }),
  arrayBuffers: gauge(
    'nodejs.memory.array_buffers',
    'By',
    'Memory of buffers, part of the external.',
  ),
  resources: gauge('nodejs.active_resources', '1', 'What keeps the process, by type.', {
    aliases: ['nodejs_active_resources'],
    labels: { type: open(50) },
  }),
  allResources: gauge('nodejs.active_resources.all', '1', 'What keeps the process.', {
    aliases: ['nodejs_active_resources_total'],
  }),
  version: gauge('nodejs.version', '1', 'Always 1; the labels say which.', {
    aliases: ['nodejs_version_info'],
    labels: { version: open(4), major: open(4), minor: open(4), patch: open(4) },
    merge: 'max',
  }),
  cpu: counter('process.cpu.time', 's', 'Time of the processor.', {
    labels: { cpu_mode: ['user', 'system'] },
  }),
  memory: gauge('process.memory.usage', 'By', 'Memory that is in the machine.', {
    aliases: ['process_resident_memory_bytes'],
  }),
  virtualMemory: gauge('process.memory.virtual', 'By', 'Memory that may be used (Linux).', {
    aliases: ['process_virtual_memory_bytes'],
  }),
  dataMemory: gauge('process.memory.data', 'By', 'Memory of the data segment (Linux).', {
    aliases: ['process_heap_bytes'],
  }),
  openFiles: gauge('process.open_file_descriptors', '1', 'Files that are open (Linux).', {
    aliases: ['process_open_fds'],
  }),
  mostFiles: gauge('process.max_file_descriptors', '1', 'Files that may be open (Linux).', {
    aliases: ['process_max_fds'],
    merge: 'min',
  }),
  startTime: gauge('process.start_time', 's', 'When the process began, since the epoch.', {
    aliases: ['process_start_time_seconds'],
    merge: 'min',
  }),
  uptime: gauge('process.uptime', 's', 'For how long the process runs.'),
} satisfies Record<NodeMetric, MetricShape>)

type NodeMetric =
  | `delay${'Min' | 'Max' | 'Mean' | 'Stddev' | 'P50' | 'P90' | 'P99'}`
  | `heap${'Limit' | 'Used' | 'Available' | 'Physical' | 'Reserved' | 'InUse'}`
  | `${'virtual' | 'data'}Memory`
  | `${'open' | 'most'}Files`
  | 'utilization'
  | 'loopTime'
  | 'gc'
  | 'external'
  | 'arrayBuffers'
  | 'resources'
  | 'allResources'
  | 'version'
  | 'cpu'
  | 'memory'
  | 'startTime'
  | 'uptime'

const space = { labels: { space: open(20) } }
const type = { labels: { type: open(50) } }

/** What prom-client measures under other labels than OpenTelemetry, so that an alias cannot say it. */
export const promClientMetrics: Readonly<Record<PromClientMetric, MetricDefinition>> =
  defineMetrics({
    cpuUser: counter('process.cpu.user', 's', 'Time of the processor in the program.', {
      aliases: ['process_cpu_user_seconds_total'],
    }),
    cpuSystem: counter('process.cpu.system', 's', 'Time of the processor in the system.', {
      aliases: ['process_cpu_system_seconds_total'],
    }),
    cpuAll: counter('process.cpu', 's', 'Time of the processor.', {
      aliases: ['process_cpu_seconds_total'],
    }),
    spaceSize: gauge('nodejs.heap_space_size', 'By', 'Heap by space.', {
      aliases: ['nodejs_heap_space_size_total_bytes'],
      ...space,
    }),
    spaceUsed: gauge('nodejs.heap_space_size_used', 'By', 'Heap in use by space.', {
      aliases: ['nodejs_heap_space_size_used_bytes'],
      ...space,
    }),
    spaceAvailable: gauge('nodejs.heap_space_size_available', 'By', 'Heap that is free by space.', {
      aliases: ['nodejs_heap_space_size_available_bytes'],
      ...space,
    }),
    gcByKind: {
      id: 'nodejs.gc.duration',
      kind: 'histogram',
      unit: 's',
      help: 'Collections of garbage.',
      labels: { kind: gcTypes },
      buckets: [0.001, 0.01, 0.1, 1, 2, 5],
      aliases: ['nodejs_gc_duration_seconds'],
    },
    handles: gauge('nodejs.active_handles', '1', 'Handles that keep the process, by type.', {
      aliases: ['nodejs_active_handles'],
      ...type,
    }),
    allHandles: gauge('nodejs.active_handles.all', '1', 'Handles that keep the process.', {
      aliases: ['nodejs_active_handles_total'],
    }),
    requests: gauge('nodejs.active_requests', '1', 'Requests to the system, by type.', {
      aliases: ['nodejs_active_requests'],
      ...type,
    }),
    allRequests: gauge('nodejs.active_requests.all', '1', 'Requests to the system.', {
      aliases: ['nodejs_active_requests_total'],
    }),
  } satisfies Record<PromClientMetric, MetricShape>)

type PromClientMetric =
  | `cpu${'User' | 'System' | 'All'}`
  | `space${'Size' | 'Used' | 'Available'}`
  | 'gcByKind'
  | 'handles'
  | 'allHandles'
  | 'requests'
  | 'allRequests'
