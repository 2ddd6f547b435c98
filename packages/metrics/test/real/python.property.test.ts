import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface, type Interface } from 'node:readline'
import { metricNames } from '@sallyport/metrics'
import { findService, missing } from '@sallyport-scripts/services'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { arbitraryMetrics, expected, helpRead, plain } from '../support/arbitrary-metrics.ts'
import { pageOf } from '../support/page-of.ts'

interface Read {
  readonly name: string
  readonly type: string
  readonly unit: string
  readonly help: string
  readonly samples: readonly {
    readonly name: string
    readonly labels: Readonly<Record<string, string>>
    readonly value: number
    readonly exemplar: Readonly<Record<string, string>> | null
  }[]
}

const service = 'python-prometheus-client'
const format = 'openmetrics'

describe.skipIf(missing(service, 'OpenMetrics pages'))('Debian’s OpenMetrics parser', () => {
  let python: ChildProcess
  let lines: Interface
  beforeAll(() => {
    const script = join(import.meta.dirname, '../support/openmetrics-reader.py')
    python = spawn(findService(service) as string, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
    lines = createInterface({ input: python.stdout as NodeJS.ReadableStream })
  })
  afterAll(() => void python?.stdin?.end())

  const read = async (page: string): Promise<readonly Read[]> => {
    const answer = once(lines, 'line')
    python.stdin?.write(`${JSON.stringify(page)}\n`)
    const families = JSON.parse((await answer)[0])
    if ('error' in families) throw new Error(families.error)
    return families
  }

  it('refuses what is wrong', async () => {
    await expect(read('a 1\n')).rejects.toThrow('Missing # EOF')
    await expect(read('a{b="\n"} 1\n# EOF\n')).rejects.toThrow()
  })

  it('accepts every page, and gives names, helps, labels, values and exemplars back', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryMetrics(), async ([metrics, definitions]) => {
        const families = await read(pageOf(metrics, { format }))
        for (const metric of definitions) {
          const { family, unit } = metricNames(metric)
          const found = families.find(({ name }) => name === family)
          const measured = expected(metrics, metric, true)
          expect(found?.samples.map(plain) ?? []).toEqual(measured)
          if (found === undefined) continue
          const { type, help } = found
          const { kind } = metric
          expect([type, found.unit, help]).toEqual([kind, unit, helpRead(metric)])
          for (const { name, labels, value, exemplar } of found.samples)
            if (name.endsWith('_total') && value > 0)
              expect([labels, exemplar]).toEqual([labels, { trace_id: 'a"b\\c' }])
        }
      }),
      { numRuns: 400 },
    )
  })
})
