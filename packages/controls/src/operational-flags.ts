import type { BooleanFlag, NumberFlag, TextFlag } from './flag.ts'

/**
 * The switches nearly every service wants. Spread them into a definition beside your own.
 *
 * @example
 * ```ts
 * import { controls, operationalFlags } from '@sallyport/controls'
 *
 * const flags = controls({
 *   definition: {
 *     ...operationalFlags,
 *     checkout: { kind: 'choice', choices: ['old', 'new'], default: 'old', help: 'Which checkout.' },
 *   },
 * })
 * console.log(flags.current.rate_limit_per_minute, flags.current.checkout) // prints: 100 old
 * flags.close()
 * ```
 */
export const operationalFlags: {
  readonly rate_limiting_enabled: BooleanFlag
  readonly rate_limit_per_minute: NumberFlag
  readonly verbose_logging: BooleanFlag
  readonly maintenance_mode: BooleanFlag
  readonly maintenance_message: TextFlag
} = {
  rate_limiting_enabled: {
    kind: 'boolean',
    default: true,
    help: 'Whether requests are limited at all.',
  },
  rate_limit_per_minute: {
    kind: 'number',
    default: 100,
    min: 1,
    max: 1_000_000,
    whole: true,
    help: 'How many requests a minute one client may send.',
  },
  verbose_logging: {
    kind: 'boolean',
    default: false,
    help: 'Whether everything is logged.',
  },
  maintenance_mode: {
    kind: 'boolean',
    default: false,
    help: 'Whether requests are refused with 503.',
  },
  maintenance_message: {
    kind: 'text',
    default: 'System is under maintenance',
    help: 'What is said of the maintenance.',
  },
}
