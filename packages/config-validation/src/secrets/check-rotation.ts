import { type Clock, demandOptions, systemClock } from '@sallyport/core'
import { instantOf } from './instant.ts'

/** What is known of a secret's age. Nothing else in it is looked at. */
export interface SecretAge {
  /** When this value was made: RFC 3339 with an offset, or a day in UTC. */
  readonly created_at?: string | undefined
  /** A kind of secrets with an age of its own. @default none: `maxAgeDays` */
  readonly class?: string | undefined
}

/** How old secrets may be. */
export interface RotationOptions {
  /** For secrets without a class. @default 90 */
  readonly maxAgeDays?: number
  /** Days by class. @default {@link rotationClasses} */
  readonly classes?: Readonly<Record<string, number>>
  /** @default the machine's clock */
  readonly clock?: Clock
}

/** What is to be said of a secret's age. */
export interface RotationWarning {
  readonly name: string
  readonly code: 'missing' | 'invalid' | 'future' | 'overdue' | 'unknown_class'
  /** One sentence, with the secret's name and never its value. */
  readonly message: string
  /** Days it is too old, a day that has begun included. */
  readonly overdueDays?: number
}

/** What {@link checkRotation} found. */
export interface RotationReport {
  /** In the order of the secrets. Empty when all of them are young enough. */
  readonly warnings: readonly RotationWarning[]
}

/** Keys every 90 days, service accounts every 180. */
export const rotationClasses: Readonly<Record<'api_key' | 'service_account', number>> = {
  api_key: 90,
  service_account: 180,
}

/**
 * Which secrets are older than they may be. One of exactly that age still passes; one whose age cannot
 * be told does not.
 *
 * @example
 * ```ts
 * import { checkRotation } from '@sallyport/config-validation/secrets'
 *
 * const { warnings } = checkRotation(
 *   { api_key: { created_at: '2024-06-01T00:00:00Z' }, backup: { class: 'service_account' } },
 *   { maxAgeDays: 90, clock: () => Date.parse('2024-09-01T00:00:00Z') },
 * )
 * for (const { message } of warnings) console.log(message)
 * // prints: api_key is 2 days overdue: 90 days are allowed
 * // prints: backup does not say when it was made
 * ```
 *
 * @throws RangeError for an age that is no number of days.
 */
export function checkRotation(
  secrets: Readonly<Record<string, SecretAge>>,
  options: RotationOptions = {},
): RotationReport {
  demandOptions('config-validation: checkRotation()', options, ['maxAgeDays', 'classes', 'clock'])
  const { maxAgeDays = 90, clock = systemClock } = options
  const classes: Readonly<Record<string, number>> = options.classes ?? rotationClasses
  demandDays('maxAgeDays', maxAgeDays)
  for (const [name, days] of Object.entries(classes)) demandDays(`classes.${name}`, days)
  const now = clock()
  const warnings = Object.entries(secrets).flatMap(([name, { created_at, class: kind }]) => {
    const isKnown = kind === undefined || Object.hasOwn(classes, kind)
    const days = kind !== undefined && isKnown ? (classes[kind] as number) : maxAgeDays
    const found = warningOf(name, created_at, days, now)
    const unknown: RotationWarning = {
      ...{ name, code: 'unknown_class' },
      message: `${name} is of a class that is not known: ${days} days are taken`,
    }
    return [...(isKnown ? [] : [unknown]), ...(found ? [found] : [])]
  })
  return { warnings }
}

function warningOf(
  name: string,
  created: unknown,
  days: number,
  now: number,
): RotationWarning | undefined {
  if (created === undefined || created === null || created === '') {
    return { name, code: 'missing', message: `${name} does not say when it was made` }
  }
  const at = typeof created === 'string' ? instantOf(created) : undefined
  if (at === undefined) {
    return { name, code: 'invalid', message: `${name} has a date that is none` }
  }
  if (at > now) return { name, code: 'future', message: `${name} is of the future` }
  const overdueDays = Math.ceil((now - at) / day - days)
  if (overdueDays <= 0) return undefined
  const message = `${name} is ${counted(overdueDays)} overdue: ${counted(days)} are allowed`
  return { name, code: 'overdue', message, overdueDays }
}

// In UTC, where each has as many hours.
const day = 86_400_000

const counted = (days: number): string => `${days} ${days === 1 ? 'day' : 'days'}`

function demandDays(option: string, days: unknown): void {
  if (typeof days === 'number' && Number.isFinite(days) && days > 0) return
  throw new RangeError(
    `config-validation: "${option}" must be a number of days > 0, got ${String(days)}`,
  )
}
