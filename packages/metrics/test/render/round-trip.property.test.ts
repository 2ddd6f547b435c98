import { metricNames } from '@sallyport/metrics'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { arbitraryMetrics, expected, helpRead, plain } from '../support/arbitrary-metrics.ts'
import { ownPart } from '../support/page-of.ts'
import { parsePage, samplesOf } from '../support/parse-page.ts'

it.each(['text', 'openmetrics'] as const)(
  'read back, a page in %s is what was measured',
  (format) => {
    const strict = format === 'openmetrics'
    fc.assert(
      fc.property(arbitraryMetrics(), ([metrics, definitions]) => {
        const page = ownPart(metrics, { format })
        expect(() => samplesOf(page)).not.toThrow()
        const families = parsePage(page)
        const measured = definitions.filter((one) => metrics.read(one).length > 0)
        expect(families.map(({ name }) => name)).toEqual(
          measured.map((one) => metricNames(one)[strict ? 'family' : 'sample']),
        )
        measured.forEach((metric, i) => {
          expect(families[i]?.type).toBe(metric.kind)
          expect(families[i]?.help).toBe(helpRead(metric))
          expect(families[i]?.samples.map(plain)).toEqual(expected(metrics, metric, strict))
        })
      }),
      { numRuns: 400 },
    )
  },
)
