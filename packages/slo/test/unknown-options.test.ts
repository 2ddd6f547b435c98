import { recordService, serviceSlos } from '@sallyport/slo/presets'
import { prometheusSource } from '@sallyport/slo/prometheus'
import { toPromtoolTests } from '@sallyport/slo/promtool'
import { toPrometheusRules } from '@sallyport/slo/rules'
import { fromSloth } from '@sallyport/slo/sloth'
import { describe, expect, it } from 'vitest'

/** Who takes options, and one that there is not. */
const takers: Readonly<Record<string, readonly [wrong: string, call: (given: never) => unknown]>> =
  {
    recordService: ['isLogin', (given) => recordService([], given)],
    serviceSlos: ['criticals', serviceSlos],
    prometheusSource: ['header', prometheusSource],
    toPromtoolTests: ['rules', (given) => toPromtoolTests([], given)],
    toPrometheusRules: ['flavor', (given) => toPrometheusRules([], given)],
    fromSloth: ['minEvent', (given) => fromSloth('', given)],
  }

describe('an option that there is not is refused', () => {
  it.each(Object.entries(takers))('by %s()', (name, [wrong, call]) => {
    expect(() => call({ [wrong]: undefined } as never)).toThrow(TypeError)
    expect(() => call({ [wrong]: undefined } as never)).toThrow(
      new RegExp(`^slo: ${name}\\(\\) takes only \\w+(, \\w+)*, got "${wrong}"$`),
    )
  })
})
