import {
  allow,
  type Denied,
  demandOptions,
  deny,
  type Guard,
  type GuardRequest,
  jsonReply,
  type MetricsSink,
  type Nothing,
  noMetrics,
  type Random,
  systemClock,
  systemRandom,
} from '@sallyport/core'
import { controlsMetrics, controlsReasons } from './catalog.ts'
import { type MaintenancePlan, maintenanceNow, type UnderMaintenance } from './maintenance-plan.ts'
import { shown } from './value-fault.ts'

/** How {@link maintenance} refuses, and whom it lets through. */
export interface MaintenanceOptions<N extends object = Nothing> extends MaintenancePlan {
  /** After which clients are to come again, where no end is known. @default 60 */
  readonly retryAfterSeconds?: number
  /** Up to so many seconds more, other ones each time: not all are to come again at once. @default 10 */
  readonly jitterSeconds?: number
  /** Whom it allows passes all the same. One that throws lets nobody through. */
  readonly bypass?: Guard<object, string, N>
  /** The sentence of the body. @default 'Service is in maintenance mode' */
  readonly error?: string
  /** What the operator says of it, a third member of the body. @default the body has none */
  readonly message?: string | (() => string | undefined)
  /** Counts whom it refuses. @default counts nothing */
  readonly metrics?: MetricsSink
  /** @default the platform's */
  readonly random?: Random
}

/**
 * Refuses with 503 while there is maintenance. Put it behind what proves who sends a request: who
 * cannot prove that does not learn of it either.
 *
 * @throws TypeError or RangeError for an option that cannot be.
 *
 * @example
 * ```ts
 * import { denialReply } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 * import { controls, operationalFlags } from '@sallyport/controls'
 * import { maintenance } from '@sallyport/controls/maintenance'
 *
 * const flags = controls({ definition: operationalFlags })
 * const guard = maintenance({ state: flags })
 * console.log((await guard(testRequest(), {})).ok) // prints: true
 *
 * const ada = { kind: 'user', id: 'ada' }
 * await flags.set('maintenance_mode', true, { actor: ada, why: 'a new disk' })
 * const verdict = await guard(testRequest(), {})
 * if (!verdict.ok) console.log(denialReply(verdict).body)
 * // prints: {"error":"Service is in maintenance mode","status":"maintenance"}
 * flags.close()
 * ```
 */
export function maintenance<N extends object = Nothing>(
  options: MaintenanceOptions<N>,
): Guard<Nothing, 'maintenance', N> {
  demandOptions('controls: maintenance()', options, names)
  const now = maintenanceNow(options)
  const refusal = refusalOf(options)
  const { bypass, metrics = noMetrics } = options
  const pass = allow()
  const refuse = (under: UnderMaintenance, { route }: GuardRequest, cause?: unknown) => {
    metrics.add(controlsMetrics.maintenanceRefusals, 1, { route: route ?? '' })
    return refusal(under, cause)
  }
  if (bypass === undefined) {
    return (request) => {
      const under = now()
      return under === undefined ? pass : refuse(under, request)
    }
  }
  return (request, proved) => {
    const under = now()
    if (under === undefined) return pass
    // Asked late enough that what it throws is caught, at once or later.
    return Promise.resolve()
      .then(() => bypass(request, proved))
      .then(
        (verdict) => (verdict?.ok === true ? pass : refuse(under, request)),
        (cause: unknown) => refuse(under, request, cause),
      )
  }
}

const names = [
  ...['state', 'windows', 'clock', 'retryAfterSeconds', 'jitterSeconds', 'bypass'],
  ...['error', 'message', 'metrics', 'random'],
]

type Refusal = (under: UnderMaintenance, cause?: unknown) => Denied<'maintenance'>

function refusalOf<N extends object>(options: MaintenanceOptions<N>): Refusal {
  const { retryAfterSeconds = 60, jitterSeconds = 10, message, clock = systemClock } = options
  const { error = 'Service is in maintenance mode', random = systemRandom } = options
  demandSeconds('retryAfterSeconds', retryAfterSeconds, 86_400 * 366)
  demandSeconds('jitterSeconds', jitterSeconds, 3_600)
  demandFunction('bypass', options.bypass)
  if (typeof error !== 'string' || error === '') {
    throw new TypeError(`controls: "error" must be a sentence, got ${shown(error)}`)
  }
  if (typeof message !== 'string') demandFunction('message', message)
  const { status } = controlsReasons.maintenance
  return ({ until }, cause) => {
    const wait = until === undefined ? retryAfterSeconds : Math.ceil((until - clock()) / 1_000)
    const seconds = Math.max(1, wait) + jitter(jitterSeconds, random)
    const said = typeof message === 'function' ? message() : message
    return deny('maintenance', status, {
      message: error,
      headers: { 'retry-after': `${seconds}` },
      ...(cause === undefined ? {} : { cause }),
      ...(said === undefined || said === ''
        ? {}
        : { reply: jsonReply(status, { error, status: 'maintenance', message: said }) }),
    })
  }
}

function jitter(most: number, random: Random): number {
  if (most === 0) return 0
  const [high = 0, low = 0] = random(2)
  return (high * 256 + low) % (most + 1)
}

function demandSeconds(name: string, seconds: unknown, most: number): void {
  if (Number.isInteger(seconds) && (seconds as number) >= 0 && (seconds as number) <= most) return
  throw new RangeError(
    `controls: "${name}" must be whole seconds from 0 to ${most}, got ${shown(seconds)}`,
  )
}

function demandFunction(name: string, given: unknown): void {
  if (given === undefined || typeof given === 'function') return
  throw new TypeError(`controls: "${name}" must be a function, got ${shown(given)}`)
}
