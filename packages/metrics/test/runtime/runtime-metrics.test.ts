import { spawnSync } from 'node:child_process'
import { PerformanceObserver } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { manualTime } from '@sallyport/core/testing'
import { createMetrics, defineMetrics, type Metrics } from '@sallyport/metrics'
import {
  nodeMetrics,
  promClientMetrics,
  type RuntimeWatch,
  runtimeMetrics,
} from '@sallyport/metrics/runtime'
import { findService, missing } from '@sallyport-scripts/services'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { pageOf } from '../support/page-of.ts'
import { parsePage } from '../support/parse-page.ts'

const watching: RuntimeWatch[] = []
afterEach(() => {
  for (const one of watching.splice(0)) one.close()
})

function watched(
  metrics: Metrics,
  promClient = false,
  monotonic = manualTime().monotonic,
): Metrics {
  watching.push(runtimeMetrics(metrics, { promClient, monotonic }))
  return metrics
}

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

const value = (metrics: Metrics, metric: Parameters<Metrics['read']>[0]): number =>
  metrics.read(metric)[0]?.value ?? Number.NaN

/** Gathers until the loop has turned often enough to be measured. */
const measured = (metrics: Metrics) =>
  vi.waitFor(async () => {
    await metrics.gather()
    expect(value(metrics, nodeMetrics.delayMean)).toBeGreaterThan(0)
  })

describe('runtimeMetrics', () => {
  it('measures what the process measures itself', async () => {
    const metrics = watched(createMetrics({ catalog: nodeMetrics }))
    await metrics.gather()
    const { heapUsed, rss } = process.memoryUsage()
    expect(value(metrics, nodeMetrics.heapInUse) / heapUsed).toBeCloseTo(1, 0)
    expect(value(metrics, nodeMetrics.memory) / rss).toBeCloseTo(1, 0)
    const spaces = metrics.read(nodeMetrics.heapUsed)
    expect(spaces.map(({ labels }) => labels.v8js_heap_space_name)).toContain('old_space')
    const [version] = metrics.read(nodeMetrics.version)
    expect(version).toMatchObject({ value: 1, labels: { version: process.version } })
    expect(value(metrics, nodeMetrics.startTime)).toBe(performance.timeOrigin / 1_000)
    expect(value(metrics, nodeMetrics.cpu)).toBeGreaterThan(0)
  })

  it('counts the processor and the loop on from where they were', async () => {
    const metrics = watched(createMetrics())
    await metrics.gather()
    const before = metrics.read(nodeMetrics.cpu).map((one) => one.value ?? 0)
    for (let i = 0; i < 3; i++) await metrics.gather()
    const { user, system } = process.cpuUsage()
    const after = metrics.read(nodeMetrics.cpu).map((one) => one.value ?? 0)
    expect(after[0]).toBeGreaterThanOrEqual(before[0] as number)
    expect((after[0] as number) + (after[1] as number)).toBeLessThanOrEqual((user + system) / 1e6)
  })

  it('has delays of the event loop as one distribution', async () => {
    const metrics = watched(createMetrics())
    await measured(metrics)
    const { delayMin, delayP50, delayP90, delayP99, delayMax } = nodeMetrics
    const rising = [delayMin, delayP50, delayP90, delayP99, delayMax].map((one) =>
      value(metrics, one),
    )
    expect(rising.toSorted((a, b) => a - b)).toEqual(rising)
    const share = value(metrics, nodeMetrics.utilization)
    expect(share >= 0 && share <= 1).toBe(true)
  })

  it('times collections of garbage', async () => {
    const metrics = watched(createMetrics(), true)
    collectGarbage()
    await vi.waitFor(async () => {
      await metrics.gather()
      const major = metrics.read(nodeMetrics.gc).find((one) => one.labels.v8js_gc_type === 'major')
      expect(major?.histogram?.count).toBeGreaterThan(0)
      const kinds = metrics.read(promClientMetrics.gcByKind).map(({ labels }) => labels.kind)
      expect(kinds).toContain('major')
    })
  })

  it('takes its gauges off the page when it is closed', async () => {
    const metrics = createMetrics()
    const runtime = runtimeMetrics(metrics)
    await metrics.gather()
    runtime.close()
    runtime.close()
    const before = metrics.read(nodeMetrics.cpu)
    await metrics.gather()
    expect(metrics.read(nodeMetrics.cpu)).toEqual(before)
    for (const one of [nodeMetrics.memory, nodeMetrics.uptime, nodeMetrics.heapUsed])
      expect(metrics.read(one)).toEqual([])
  })

  it('counts the processor and the loop once, however often it is begun', async () => {
    const metrics = createMetrics()
    const seconds = (metric: Parameters<Metrics['read']>[0]): number =>
      metrics.read(metric).reduce((sum, one) => sum + (one.value ?? 0), 0)
    const first = runtimeMetrics(metrics)
    expect(runtimeMetrics(metrics)).toBe(first)
    await metrics.gather()
    first.close()
    first.close()
    const second = watched(metrics)
    first.close()
    expect(runtimeMetrics(second, { promClient: true })).toBe(watching.at(-1))
    await metrics.gather()
    const { user, system } = process.cpuUsage()
    const { active, idle } = performance.eventLoopUtilization()
    expect(seconds(nodeMetrics.cpu)).toBeLessThanOrEqual((user + system) / 1e6)
    expect(seconds(nodeMetrics.loopTime)).toBeLessThanOrEqual((active + idle) / 1e3)
  })

  it('watches nothing where a name is taken', () => {
    const disconnect = vi.spyOn(PerformanceObserver.prototype, 'disconnect')
    const taken = defineMetrics({
      taken: { id: 'process.memory.usage', kind: 'counter', unit: '1', help: 'x' },
    })
    expect(() => runtimeMetrics(createMetrics({ catalog: taken }))).toThrow('process.memory.usage')
    expect(disconnect).toHaveBeenCalledOnce()
    disconnect.mockRestore()
  })

  it('refuses what is no metrics', () => {
    expect(() => runtimeMetrics(undefined as never)).toThrow('runtimeMetrics() takes metrics')
  })
})

interface Theirs {
  readonly name: string
  readonly values: readonly { readonly labels: object; readonly metricName?: string }[]
}

/** Labels by metric, of what has series. */
const labelsOf = (all: readonly Theirs[]): ReadonlyMap<string, string> =>
  new Map(
    all
      .filter(({ values }) => values.length > 0)
      .map(({ name, values }) => [name, Object.keys(values.at(-1)?.labels ?? {}).join()]),
  )

describe('beside prom-client', () => {
  it.each(['', 'mira'])('has its default metrics by name and labels; prefix %j', async (prefix) => {
    const registry = new Registry()
    collectDefaultMetrics({ register: registry })
    const metrics = watched(createMetrics({ prefix }), true)
    collectGarbage()
    await vi.waitFor(async () => {
      await metrics.gather()
      const theirs = (await registry.getMetricsAsJSON()) as readonly Theirs[]
      const page = parsePage(pageOf(metrics, { aliases: true }))
      const ours = labelsOf(page.map(({ name, samples }) => ({ name, values: samples })))
      expect(theirs.length).toBeGreaterThan(25)
      const found = [...labelsOf(theirs)].map(([name]) => [name, ours.get(name)])
      expect(found).toEqual([...labelsOf(theirs)])
      const known = metrics.families().flatMap(({ names }) => [names.sample, ...names.aliases])
      for (const { name } of theirs) expect(known).toContain(name)
    })
  })
})

describe.skipIf(missing('promtool', 'promtool check metrics'))('promtool check metrics', () => {
  it.each([false, true])(
    'has nothing against the page; with prom-client’s: %s',
    async (promClient) => {
      const metrics = watched(createMetrics(), promClient)
      await measured(metrics)
      const binary = findService('promtool') as string
      const { status, stderr } = spawnSync(binary, ['check', 'metrics'], { input: pageOf(metrics) })
      expect(`${status} ${stderr}`).toBe('0 ')
    },
  )
})
