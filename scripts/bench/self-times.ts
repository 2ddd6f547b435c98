import type { Profiler } from 'node:inspector'

/** Where a processor's time went: the functions that took most by themselves, and the packages they are of. */
export function selfTimes(profile: Profiler.Profile, most = 15): string[] {
  const times = timesOf(profile)
  const busy = [...times.values()].reduce((sum, time) => sum + time, 0)
  const share = (time: number): string => `${((time / busy) * 100).toFixed(1).padStart(5)} %`
  const byPackage = new Map<string, number>()
  for (const [name, time] of times) {
    const owner = name.slice(name.indexOf('\t') + 1)
    byPackage.set(owner, (byPackage.get(owner) ?? 0) + time)
  }
  return [
    'By function, its own time:',
    ...largest(times, most).map(([name, time]) => `${share(time)}  ${name.replace('\t', '  ')}`),
    'By package:',
    ...largest(byPackage, most).map(([name, time]) => `${share(time)}  ${name}`),
  ]
}

const largest = (times: ReadonlyMap<string, number>, most: number): [string, number][] =>
  [...times].toSorted(([, a], [, b]) => b - a).slice(0, most)

/** Microseconds of each function, without those in which nothing was to do. */
function timesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const times = new Map<string, number>()
  for (const [index, id] of samples.entries()) {
    const frame = frames.get(id)
    if (frame === undefined || frame.functionName === '(idle)') continue
    const name = `${frame.functionName || '(anonymous)'}\t${ownerOf(frame.url)}`
    // Its sample is followed by the time until the next.
    times.set(name, (times.get(name) ?? 0) + Math.max(0, timeDeltas[index + 1] ?? 0))
  }
  return times
}

/** Whose file it is. */
function ownerOf(url: string): string {
  if (url === '') return 'V8'
  if (url.startsWith('node:')) return url
  const installed = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1]
  if (installed !== undefined && installed !== '.pnpm') return installed
  const [, parent, short] = /.*\/(packages|examples|scripts)\/([^/]+)\//.exec(url) ?? []
  if (short === undefined) return url
  return parent === 'packages' ? `@sallyport/${short}` : `${parent}/${short}`
}
