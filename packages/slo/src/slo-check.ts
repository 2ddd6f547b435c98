import type { Check, CheckResult } from '@sallyport/core'
import { oneOf } from './demand-option.ts'
import type { Evaluation } from './evaluation.ts'
import type { Slo } from './slo.ts'
import { watchOf } from './slo-endpoint.ts'
import type { Source } from './source.ts'
import type { SloWatch, WatchOptions } from './watch-slos.ts'

/** When a check of objectives is not ok. */
export interface SloCheckOptions extends WatchOptions {
  /**
   * `never`: degraded is the worst. `critical`: not ok when a critical objective is breached. An instance
   * that is taken out because all of them fail makes it worse: not for readiness. @default 'never'
   */
  readonly downWhenBreached?: 'never' | 'critical'
}

/**
 * The objectives as a check, for health or the command line: degraded while one is at risk or breached.
 * What is unknown is named, and degrades nothing: a process that has just begun knows nothing yet.
 *
 * @example
 * ```ts
 * import { defineSlo, memorySource, recorder, sloCheck } from '@sallyport/slo'
 *
 * const slo = defineSlo({
 *   service: 'shop', name: 'availability', objective: '99', period: '1h', sli: { kind: 'ratio' },
 * })
 * const recorded = recorder(slo)
 * recorded.record(false)
 * const check = sloCheck([slo], memorySource([recorded]))
 * console.log(await check(new AbortController().signal))
 * // prints: { ok: true, degraded: true, message: 'breached: shop/availability' }
 * ```
 */
export function sloCheck(
  watch: SloWatch,
  options?: Pick<SloCheckOptions, 'downWhenBreached'>,
): Check
export function sloCheck(slos: readonly Slo[], source: Source, options?: SloCheckOptions): Check
export function sloCheck(
  slos: readonly Slo[] | SloWatch,
  second?: Source | Pick<SloCheckOptions, 'downWhenBreached'>,
  third?: SloCheckOptions,
): Check {
  const source = second && 'counts' in second ? second : undefined
  const options = (source ? third : second) as SloCheckOptions | undefined
  const { downWhenBreached = 'never', ...watching } = options ?? {}
  oneOf('downWhenBreached', downWhenBreached, ['never', 'critical'])
  const watch = watchOf(slos, source, watching)
  return async () => resultOf(await watch.evaluate(), downWhenBreached)
}

const words = { breached: 'breached', at_risk: 'at risk', unknown: 'unknown' } as const

function resultOf(
  evaluations: readonly Evaluation[],
  downWhenBreached: 'never' | 'critical',
): CheckResult {
  const of = (state: Evaluation['state']): Evaluation[] =>
    evaluations.filter((one) => one.state === state)
  const parts = (['breached', 'at_risk', 'unknown'] as const).flatMap((state) => {
    const found = of(state)
    return found.length === 0
      ? []
      : [`${words[state]}: ${found.map(({ slo }) => slo.id).join(', ')}`]
  })
  const breached = of('breached')
  const isDown =
    downWhenBreached === 'critical' && breached.some(({ slo }) => slo.severity === 'critical')
  return {
    ok: !isDown,
    ...(breached.length + of('at_risk').length > 0 && !isDown && { degraded: true }),
    ...(parts.length > 0 && { message: parts.join('; ') }),
  }
}
