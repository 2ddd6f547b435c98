import { createMetrics, defineMetrics, metricNames } from '@sallyport/metrics'
import { statsdBackend, statsdMapping, statsdTemplate } from '@sallyport/metrics/statsd'
import { StatsD } from 'hot-shots'
import { describe, expect, it } from 'vitest'
import { allCatalogs } from './support/all-catalogs.ts'
import { mappedLine } from './support/mapped-line.ts'
import { measureAll } from './support/measure-all.ts'

const all = Object.values(allCatalogs).flatMap((catalog) => Object.values(catalog))

/** Every name that is sent for every metric, with labels that somebody might send. */
async function wire(options: object): Promise<readonly string[]> {
  const client = new StatsD({ mock: true, prefix: 'mira', maxBufferSize: 1_432 })
  const backend = statsdBackend({ client, ...options })
  const metrics = createMetrics({ catalog: Object.values(allCatalogs), backends: [backend] })
  measureAll(metrics, all)
  await metrics.close()
  client.close()
  const lines = (client.mockBuffer ?? []).join('\n').split('\n').filter(Boolean)
  return [...new Set(lines.map((line) => line.replace(/:.*/, '')))]
}

describe('what the backend sends is found by one entry, and called what a page calls it', () => {
  it.each([
    { tags: 'dogstatsd', histograms: 'sums' },
    { tags: 'dogstatsd', histograms: 'timings' },
    { tags: 'none', histograms: 'sums' },
    { tags: 'none', histograms: 'timings' },
  ])('$tags, $histograms', async (options) => {
    const mapping = statsdMapping(all, { prefix: 'mira' })
    const lines = await wire(options)
    const found = lines.map((line) => mappedLine(mapping, line))
    expect(lines.filter((_, i) => found[i]?.length !== 1)).toEqual([])
    const names = new Set(
      found.map(([one]) => one?.name.replace(/_seconds_(count|sum)$/, '_seconds')),
    )
    const missed = all.filter((metric) => {
      const { sample } = metricNames(metric, 'mira')
      return ![sample, `${sample}_count`].some((name) => names.has(name))
    })
    expect(missed.map(({ id }) => id)).toEqual([])
  })
})

describe('an entry', () => {
  const { jobs, took } = defineMetrics({
    jobs: {
      id: 'jobs',
      kind: 'counter',
      unit: '1',
      help: 'Say "jobs".',
      labels: { queue: ['mail'] },
    },
    took: { id: 'took', kind: 'histogram', unit: 's', help: 'T.', labels: {}, buckets: [0.1, 1] },
  })

  it('has no label that the exporter refuses, with all the rest of the file', () => {
    const short = { ...jobs, labels: { q: 'open' } } as const
    expect(() => statsdMapping([took, short], { tags: 'none' })).toThrow('got "q" of "jobs"')
    const templates = [statsdTemplate(short, 'jobs.done')]
    expect(statsdMapping([short], { tags: 'none', templates })).toContain('"jobs.done"')
    expect(statsdMapping([short], { tags: 'dogstatsd' })).toContain('"jobs_total"')
  })

  it('of a histogram has its bounds, in the keys that the exporter has now', () => {
    const [timings, count, sum] = statsdMapping([took], { prefix: 'a', tags: 'none' })
      .split('  - match: ')
      .slice(1)
    expect(timings).toBe(
      '"a.took"\n    name: "a_took_seconds"\n    help: "T."\n    observer_type: histogram\n' +
        '    histogram_options:\n      buckets: [0.1, 1]\n',
    )
    expect([count, sum].map((one) => one?.split('\n')[1])).toEqual([
      '    name: "a_took_seconds_count"',
      '    name: "a_took_seconds_sum"',
    ])
  })

  it('is an expression where a glob cannot say it: one word, part of a word, a word of digits', () => {
    const templates = [statsdTemplate(jobs, 'jobs.x-{queue}.5')]
    expect(statsdMapping([jobs], { tags: 'dogstatsd' })).toContain(
      '  - match: "^jobs$"\n    match_type: regex\n    name: "jobs_total"\n    help: "Say \\"jobs\\"."\n',
    )
    const mapping = statsdMapping([jobs], { templates, tags: 'none' })
    expect(mapping).toContain('  - match: "^jobs\\\\.x-([^.]*)\\\\.5$"\n    match_type: regex\n')
    expect(mappedLine(mapping, 'jobs.x-mail.5:1|c')).toEqual([
      { name: 'jobs_total', labels: { queue: 'mail' } },
    ])
    expect(mappedLine(mapping, 'jobs.x-a.b.5:1|c')).toEqual([])
  })

  it('is not made of templates that the backend would refuse', () => {
    const { depth } = defineMetrics({
      depth: { id: 'a.depth', kind: 'gauge', unit: '1', help: 'D.', labels: { queue: 'open' } },
    })
    const templates = [statsdTemplate(depth, 'depth')]
    expect(() => statsdMapping([depth], { templates, tags: 'none' })).toThrow(TypeError)
  })
})
