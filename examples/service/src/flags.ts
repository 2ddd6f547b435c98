import {
  type Controls,
  type ControlsOptions,
  controls,
  operationalFlags,
  settingsSource,
} from '@sallyport/controls'
import { controlsEndpoint } from '@sallyport/controls/endpoint'
import { fileSource } from '@sallyport/controls/file'
import { redisSource } from '@sallyport/controls/redis'
import type { RedisClient } from '@sallyport/core/clients'
import type { Requirement } from '@sallyport/scopes'
import { type AdminRoute, adminRoutes, type ChangeRoutesOptions } from './admin-route.ts'
import type { Settings } from './settings.ts'

const { maintenance_mode, maintenance_message, verbose_logging, rate_limiting_enabled } =
  operationalFlags

/** What can be switched while the service runs: those of the usual flags that it heeds, and no others. */
export const serviceFlags = {
  maintenance_mode: {
    ...maintenance_mode,
    help: 'Whether webhooks and the API are refused with 503.',
  },
  maintenance_message: {
    ...maintenance_message,
    // The body of a refusal has no third member until somebody has something to say.
    default: '',
    help: 'What who is refused for maintenance is told of it.',
  },
  verbose_logging: {
    ...verbose_logging,
    help: 'Whether probes, and how each request ended, are written down too.',
  },
  rate_limiting_enabled: {
    ...rate_limiting_enabled,
    help: 'Whether webhooks are limited. Keys always are, and guesses.',
  },
} as const
export type ServiceFlags = Controls<typeof serviceFlags>

/** Opens the flags where the settings say that they are kept. They are known when it resolves. */
export async function openFlags(
  { flags: given, controlsFile }: Settings,
  redis: RedisClient | undefined,
  surroundings: Pick<
    ControlsOptions<typeof serviceFlags>,
    'audit' | 'clock' | 'metrics' | 'timers'
  >,
): Promise<ServiceFlags> {
  const source =
    controlsFile !== undefined
      ? fileSource(controlsFile)
      : redis !== undefined
        ? redisSource(redis, { key: 'orders:controls' })
        : settingsSource(given)
  const flags: ServiceFlags = controls({ definition: serviceFlags, source, ...surroundings })
  await flags.ready()
  return flags
}

/** What these routes stand on. */
export interface FlagRoutesOptions extends ChangeRoutesOptions {
  readonly flags: ServiceFlags
}

/** The administration of flags. No maintenance is before it: somebody must be able to end it. */
export function flagRoutes(options: FlagRoutesOptions): readonly AdminRoute[] {
  const { flags, metrics, admin, mayRead, mayWrite, actorOf } = options
  const endpoint = controlsEndpoint(flags, { actor: actorOf })
  const routeOf = (method: AdminRoute['method'], may: Requirement) =>
    adminRoutes(method, admin, may, { metrics })('/admin/controls', endpoint)
  return [routeOf('get', mayRead), routeOf('post', mayWrite)]
}
