import type { HeapSpaceInfo } from 'node:v8'
import type { Labels } from '@sallyport/core'
import type { LoopFacts } from './event-loop.ts'
import { linuxFacts } from './linux.ts'

/** What each gauge shows now, by its name in the catalog. */
export type Gauges = Readonly<
  Record<string, readonly (readonly [value: number, labels?: Labels])[]>
>

/** Everything that stands still while it is looked at. */
export function gaugesOf(
  { activeMs: _, idleMs: __, ...loop }: LoopFacts,
  { uptime, spaces }: { readonly uptime: number; readonly spaces: readonly HeapSpaceInfo[] },
  promClient: boolean,
): Gauges {
  const memory = process.memoryUsage()
  const resources = process.getActiveResourcesInfo()
  return {
    ...singles({
      ...loop,
      ...linuxFacts(),
      heapReserved: memory.heapTotal,
      heapInUse: memory.heapUsed,
      external: memory.external,
      arrayBuffers: memory.arrayBuffers,
      memory: memory.rss,
      allResources: resources.length,
      startTime: performance.timeOrigin / 1_000,
      uptime,
    }),
    ...spacesOf(spaces),
    resources: byType(resources),
    version: [[1, version(process.version)]],
    ...(promClient && { ...promClientSpaces(spaces), ...handles() }),
  }
}

const singles = (all: object): Gauges =>
  Object.fromEntries(
    Object.entries(all)
      .filter(([, value]) => Number.isFinite(value))
      .map(([name, value]) => [name, [[value as number]]]),
  )

function spacesOf(spaces: readonly HeapSpaceInfo[]): Gauges {
  const each = (read: (space: HeapSpaceInfo) => number): Gauges[string] =>
    spaces.map((space) => [read(space), { v8js_heap_space_name: space.space_name }])
  return {
    heapLimit: each((space) => space.space_size),
    heapUsed: each((space) => space.space_used_size),
    heapAvailable: each((space) => space.space_available_size),
    heapPhysical: each((space) => space.physical_space_size),
  }
}

function promClientSpaces(spaces: readonly HeapSpaceInfo[]): Gauges {
  const each = (read: (space: HeapSpaceInfo) => number): Gauges[string] =>
    spaces.map((space) => [read(space), { space: space.space_name.replace(/_space$/, '') }])
  return {
    spaceSize: each((space) => space.space_size),
    spaceUsed: each((space) => space.space_used_size),
    spaceAvailable: each((space) => space.space_available_size),
  }
}

/** By what Node no longer documents: where it is gone, these gauges are too. */
function handles(): Gauges {
  const listed = (name: string): readonly string[] | undefined => {
    const list: unknown = Reflect.get(process, name)
    if (typeof list !== 'function') return undefined
    return (Reflect.apply(list, process, []) as unknown[]).map((one) => typeName(one))
  }
  const [open, asked] = [listed('_getActiveHandles'), listed('_getActiveRequests')]
  return {
    ...singles({ allHandles: open?.length, allRequests: asked?.length }),
    handles: byType(open ?? []),
    requests: byType(asked ?? []),
  }
}

const typeName = (one: unknown): string =>
  (one as { readonly constructor?: { readonly name?: string } } | null)?.constructor?.name ?? 'none'

function byType(types: readonly string[]): Gauges[string] {
  const counts = new Map<string, number>()
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1)
  return Array.from(counts, ([type, count]) => [count, { type }])
}

function version(text: string): Labels {
  const [major = '', minor = '', patch = ''] = text.replace(/^v/, '').split('.')
  return { version: text, major, minor, patch }
}
