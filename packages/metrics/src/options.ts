import {
  type Clock,
  demandOptions,
  type MonotonicClock,
  systemClock,
  systemMonotonic,
} from '@sallyport/core'
import type { Backend } from './backend.ts'
import type { MetricsOptions } from './create-metrics.ts'
import type { FamilyHome } from './family.ts'
import { labelText } from './label-text.ts'
import { labelMistake } from './reserved-labels.ts'

/** Options with their defaults, and nothing in them that cannot be. */
export interface CheckedOptions
  extends Pick<FamilyHome, 'prefix' | 'constantLabels' | 'most' | 'idleMs' | 'exemplar'> {
  readonly backends: readonly Backend[]
  readonly monotonic: MonotonicClock
  readonly clock: Clock
  readonly collectorMs: number
  readonly expires: boolean
}

const names = [
  ...['catalog', 'prefix', 'constantLabels', 'maxSeriesPerMetric', 'idleMs', 'expire'],
  ...['collectorMs', 'exemplar', 'backends', 'enabled', 'clock', 'monotonic', 'timers'],
]

/** Throws a TypeError or RangeError for what cannot be. */
export function checkedOptions(options: MetricsOptions): CheckedOptions {
  demandOptions('metrics: createMetrics()', options, names)
  const { prefix = '', constantLabels = {}, maxSeriesPerMetric = 2_000 } = options
  const { idleMs = 3_600_000, collectorMs = 1_000, expire = 'when_full' } = options
  const { enabled = true, backends = [], exemplar } = options
  const { clock = systemClock, monotonic = systemMonotonic } = options
  if (!/^([a-z][a-z0-9_]*)?$/.test(prefix)) {
    throw new TypeError(`metrics: "prefix" must be a word of a-z, 0-9 and _, got ${prefix}`)
  }
  if (expire !== 'when_full' && expire !== 'always') {
    throw new TypeError(`metrics: "expire" must be 'when_full' or 'always', got ${expire}`)
  }
  const positive = (name: string, value: number, isWhole: boolean): number => {
    if (isWhole ? Number.isSafeInteger(value) && value > 0 : value > 0) return value
    throw new RangeError(
      `metrics: "${name}" must be a${isWhole ? ' whole' : ''} number above 0, got ${value}`,
    )
  }
  return {
    prefix,
    constantLabels: Object.entries(constantLabels).map(([name, value]) => constant(name, value)),
    most: positive('maxSeriesPerMetric', maxSeriesPerMetric, true),
    idleMs: positive('idleMs', idleMs, false),
    collectorMs: positive('collectorMs', collectorMs, false),
    expires: expire === 'always',
    exemplar,
    // Nobody is told of series in which nothing will ever be.
    backends: enabled ? backends : [],
    clock,
    monotonic,
  }
}

function constant(name: string, value: unknown): readonly [string, string] {
  const wrong = labelMistake(name)
  if (wrong !== undefined) throw new TypeError(`metrics: constant label "${name}" ${wrong}`)
  const text = labelText(value)
  if (text) return [name, text]
  throw new TypeError(`metrics: constant label "${name}" must be a text that is not empty`)
}
