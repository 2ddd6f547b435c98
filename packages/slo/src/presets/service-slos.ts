import { type Check, demandOptions } from '@sallyport/core'
import { defineSlo, type SloOptions } from '../define-slo.ts'
import type { Duration } from '../duration.ts'
import type { PeriodOptions } from '../period.ts'
import type { Sli } from '../sli.ts'
import type { Slo } from '../slo.ts'

/** The seven objectives of a service with an API, a login and an audit log. */
export type ServiceSloName =
  | 'api-availability'
  | 'api-latency'
  | 'auth-success'
  | 'auth-latency'
  | 'error-rate-5xx'
  | 'error-rate-4xx'
  | 'audit-integrity'

/** Each by its name. */
export type ServiceSlos = Readonly<Record<ServiceSloName, Slo>>

/** What of {@link serviceSlos} is the service's own. */
export interface ServiceSlosOptions {
  readonly service: string
  /** Whether the audit log is whole. */
  readonly auditIntegrity: Check
  /** For all of them. @default each its own: from 5 minutes to an hour, as suits a gate */
  readonly period?: PeriodOptions
  /** Those that no other can outvote. @default api-availability and audit-integrity */
  readonly critical?: readonly ServiceSloName[]
  /** What counts them elsewhere than in this process. @default what `recordService` counts */
  readonly slis?: Readonly<Partial<Record<ServiceSloName, Sli>>>
}

type Written = Pick<SloOptions, 'objective' | 'description' | 'atObjective'> & {
  readonly period: Duration
  readonly minEvents: number
  readonly sli?: Sli
}

const under = (underSeconds: number): Sli => ({ kind: 'latency', underSeconds })

const written: Readonly<Record<ServiceSloName, Written>> = {
  'api-availability': {
    ...{ objective: '99.9', period: '1h', minEvents: 100 },
    description: '99.9 % of requests are answered without a 5xx.',
  },
  'api-latency': {
    ...{ objective: '95', period: '30m', minEvents: 50, sli: under(2) },
    description: 'P95 is less than 2 s: 95 % of requests take less than that.',
  },
  'auth-success': {
    ...{ objective: '99.5', period: '1h', minEvents: 10 },
    description: '99.5 % of logins that were not refused succeed.',
  },
  'auth-latency': {
    ...{ objective: '95', period: '15m', minEvents: 20, sli: under(0.5) },
    description: 'P95 is less than 0.5 s: 95 % of logins, refused or not, take less than that.',
  },
  'error-rate-5xx': {
    ...{ objective: '99.5', atObjective: 'breached', period: '1h', minEvents: 50 },
    description: 'Less than 0.5 % of requests are answered with a 5xx.',
  },
  'error-rate-4xx': {
    ...{ objective: '95', atObjective: 'breached', period: '1h', minEvents: 50 },
    description: 'Less than 5 % of requests are answered with a 4xx.',
  },
  'audit-integrity': {
    ...{ objective: '100', period: '5m', minEvents: 1 },
    description: 'Each check of the audit log finds it whole.',
  },
}

/** All their names. */
export const serviceSloNames: readonly ServiceSloName[] = Object.keys(written) as ServiceSloName[]

/**
 * Availability 99.9 %, P95 of the API below 2 s, logins 99.5 %, P95 of logins below 0.5 s, 5xx below 0.5 %, 4xx
 * below 5 %, audit integrity 100 %. Percentiles are judged by counting. Too few events are unknown.
 *
 * @example
 * ```ts
 * import { evaluate, gate, memorySource, recorder } from '@sallyport/slo'
 * import { serviceSlos } from '@sallyport/slo/presets'
 *
 * const slos = Object.values(serviceSlos({ service: 'shop', auditIntegrity: () => ({ ok: true }) }))
 * const evaluations = await evaluate(slos, memorySource(slos.map((slo) => recorder(slo))))
 * const { passed, unknownSlos } = gate(evaluations)
 * console.log(slos.length, passed, unknownSlos.length) // prints: 7 1 6
 * ```
 */
export function serviceSlos(options: ServiceSlosOptions): ServiceSlos {
  const names = ['service', 'auditIntegrity', 'period', 'critical', 'slis']
  demandOptions('slo: serviceSlos()', options, names)
  const { service, auditIntegrity, period, slis = {} } = options
  const { critical = ['api-availability', 'audit-integrity'] } = options
  const stray = [...critical, ...Object.keys(slis)].find((name) => !Object.hasOwn(written, name))
  if (stray !== undefined)
    throw new TypeError(`slo: there is no objective "${stray}"; there are ${serviceSloNames}`)
  const define = (name: ServiceSloName): Slo => {
    const { sli, ...rest } = written[name]
    const usual: Sli =
      name === 'audit-integrity'
        ? { kind: 'check', check: auditIntegrity }
        : (sli ?? { kind: 'ratio' })
    return defineSlo({
      ...{ service, name, ...rest, sli: slis[name] ?? usual },
      ...(period !== undefined && { period }),
      severity: critical.includes(name) ? 'critical' : 'warning',
    })
  }
  return Object.fromEntries(serviceSloNames.map((name) => [name, define(name)])) as ServiceSlos
}
