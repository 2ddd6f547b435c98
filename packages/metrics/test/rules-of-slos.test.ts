import type { MetricDefinition } from '@sallyport/core'
import { metricNames } from '@sallyport/metrics'
import { defineSlo } from '@sallyport/slo'
import { toPrometheusRules } from '@sallyport/slo/rules'
import { expect, it } from 'vitest'

const ids = ['a', 'a.b_c', 'a.total', 'a.seconds', '9.x', 'a..b-ø', 'bytes.sent']

it.each(ids)('the rules of an SLO ask for %s by the name that it has on the page', (id) => {
  for (const unit of ['1', 's', 'By', 'ratio'] as const)
    for (const prefix of ['', 'mira']) {
      const metric: MetricDefinition = { id, kind: 'counter', unit, help: 'It.', labels: {} }
      const slo = defineSlo({
        ...{ service: 'shop', name: 'it', objective: '99', period: '30d' },
        sli: { kind: 'ratio', bad: { metric }, total: { metric } },
      })
      const rules = JSON.stringify(toPrometheusRules([slo], { prefix }))
      expect(rules).toContain(`rate(${metricNames({ id, kind: 'counter', unit }, prefix).sample}[`)
    }
})
