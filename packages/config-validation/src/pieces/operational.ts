import * as z from 'zod/mini'
import { bool } from '../fields/bool.ts'
import { int } from '../fields/int.ts'
import { text } from '../fields/text.ts'
import type { Piece } from './piece.ts'

/**
 * The switches of a running service, as `operationalFlags` of `@sallyport/controls` has them: what they
 * are at the start.
 */
export const operational: Piece<{
  operational: {
    rate_limiting_enabled: boolean
    rate_limit_per_minute: number
    verbose_logging: boolean
    maintenance_mode: boolean
    maintenance_message: string
  }
}> = {
  shape: {
    operational: z.object({
      rate_limiting_enabled: bool({ default: true, help: 'Whether requests are limited at all.' }),
      rate_limit_per_minute: int({
        ...{ min: 1, max: 1_000_000, default: 100 },
        help: 'How many requests a minute one client may send.',
      }),
      verbose_logging: bool({ default: false, help: 'Whether everything is logged.' }),
      maintenance_mode: bool({ default: false, help: 'Whether requests are refused with 503.' }),
      maintenance_message: text({
        default: 'System is under maintenance',
        help: 'What is said of the maintenance.',
      }),
    }),
  },
  names: {
    'operational.rate_limiting_enabled': 'RATE_LIMITING_ENABLED',
    'operational.rate_limit_per_minute': 'RATE_LIMIT_PER_MINUTE',
    'operational.verbose_logging': 'VERBOSE_LOGGING',
    'operational.maintenance_mode': 'MAINTENANCE_MODE',
    'operational.maintenance_message': 'MAINTENANCE_MESSAGE',
  },
}
