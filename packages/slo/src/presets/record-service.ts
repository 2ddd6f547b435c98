import {
  type Clock,
  demandOptions,
  type GuardRequest,
  type MonotonicClock,
  type Observer,
  systemMonotonic,
} from '@sallyport/core'
import type { Recorder } from '../recorder.ts'
import { type ServiceSloName, serviceSloNames } from './service-slos.ts'

/** What {@link recordService} counts. */
export interface RecordServiceOptions {
  /** Whether a request is a login. */
  readonly isAuth: (request: GuardRequest) => boolean
  /** Whether it counts at all: probes should not. @default all do */
  readonly isCounted?: (request: GuardRequest) => boolean
  /** For durations. */
  readonly monotonic?: MonotonicClock
  /** For when it ended. @default the first recorder's */
  readonly clock?: Clock
}

/** Whether it was good, by its status; undefined leaves it out. */
type Judge = (status: number, isAuth: boolean) => boolean | undefined

const isRefused = (status: number): boolean => status >= 400 && status < 500
const below500: Judge = (status) => status < 500

const judges: Readonly<Record<ServiceSloName, Judge>> = {
  'api-availability': below500,
  'api-latency': below500,
  // A wrong password is no failure of the service: with those, an attacker would decide the number.
  'auth-success': (status, isAuth) => (isAuth && !isRefused(status) ? status < 500 : undefined),
  'auth-latency': (status, isAuth) => (isAuth ? status < 500 : undefined),
  'error-rate-5xx': below500,
  'error-rate-4xx': (status) => !isRefused(status),
  // Asked where it is evaluated.
  'audit-integrity': () => undefined,
}

/**
 * Counts each request for the objectives of `serviceSlos`: the good ones too, of which a rate of errors is a
 * share. One that failed with a 5xx is never quick enough.
 *
 * @throws TypeError for a recorder of another objective.
 *
 * @example
 * ```ts
 * import { testRequest } from '@sallyport/core/testing'
 * import { recorder } from '@sallyport/slo'
 * import { recordService, serviceSlos } from '@sallyport/slo/presets'
 *
 * const slos = serviceSlos({ service: 'shop', auditIntegrity: () => ({ ok: true }) })
 * const logins = recorder(slos['auth-success'])
 * const observe = recordService([logins], { isAuth: ({ route }) => route === '/login' })
 * for (const status of [200, 401, 401, 503])
 *   observe(testRequest({ method: 'POST', route: '/login' }))({ status, bytes: 0, aborted: false })
 * const counts = logins.counts({ from: 0, to: logins.clock() })
 * console.log(counts.ok && [counts.good, counts.bad]) // prints: [ 1, 1 ]
 * ```
 */
export function recordService(
  recorders: readonly Recorder[],
  options: RecordServiceOptions,
): Observer {
  demandOptions('slo: recordService()', options, ['isAuth', 'isCounted', 'monotonic', 'clock'])
  const { isAuth, isCounted = () => true, monotonic = systemMonotonic } = options
  const { clock = recorders[0]?.clock } = options
  const counted = recorders.map((one) => ({ one, judge: judgeOf(one) }))
  return (request) => {
    if (clock === undefined || !isCounted(request)) return () => {}
    const isLogin = isAuth(request)
    const began = monotonic()
    return ({ status }) => {
      const at = clock()
      const seconds = Math.max(0, monotonic() - began) / 1_000
      for (const { one, judge } of counted) {
        const isGood = judge(status, isLogin)
        if (isGood === undefined) continue
        if (isGood && one.slo.sli.kind === 'latency') one.observe(seconds, at)
        else one.record(isGood, at)
      }
    }
  }
}

function judgeOf({ slo }: Recorder): Judge {
  const name = serviceSloNames.find((one) => one === slo.name)
  if (name === undefined)
    throw new TypeError(`slo: recordService() counts for ${serviceSloNames}, got ${slo.id}`)
  return judges[name]
}
