import {
  type Client,
  ErrorCode,
  type EvaluationDetails,
  ProviderEvents,
} from '@openfeature/server-sdk'
import type { Definition, Flag, FlagValue } from '../flag.ts'
import type { ControlsSource } from '../source.ts'

/**
 * Reads values from whatever provider an OpenFeature client has, for all flags of a definition: from
 * then on they are read at the cost of a property. `set` refuses, as OpenFeature has no way to.
 *
 * @param definition - The one that `controls()` gets. What the provider does not know is at its default.
 *
 * @example
 * ```ts
 * import { InMemoryProvider, OpenFeature } from '@openfeature/server-sdk'
 * import { controls, operationalFlags } from '@sallyport/controls'
 * import { openFeatureSource } from '@sallyport/controls/openfeature'
 *
 * await OpenFeature.setProviderAndWait(
 *   new InMemoryProvider({
 *     verbose_logging: { variants: { on: true, off: false }, defaultVariant: 'on', disabled: false },
 *   }),
 * )
 * const source = openFeatureSource(OpenFeature.getClient(), operationalFlags)
 * const flags = controls({ definition: operationalFlags, source })
 * await flags.ready()
 * console.log(flags.current.verbose_logging, flags.current.maintenance_mode) // prints: true false
 * flags.close()
 * await OpenFeature.close()
 * ```
 */
export function openFeatureSource(
  client: Client,
  definition: Definition,
): Required<Omit<ControlsSource, 'write'>> {
  return {
    async read() {
      const all = await Promise.all(
        Object.entries(definition).map(async ([name, flag]) => ({
          name,
          details: await asked(client, name, flag),
        })),
      )
      const known = all.filter(({ details }) => isKnown(details))
      const flags = Object.fromEntries(known.map(({ name, details }) => [name, details.value]))
      return { version: '', flags }
    },
    watch({ changed, lost, restored }) {
      const failed = (): void => lost(new Error('controls: the OpenFeature provider is not well'))
      const handlers = [
        [ProviderEvents.ConfigurationChanged, changed],
        [ProviderEvents.Ready, restored],
        [ProviderEvents.Stale, failed],
        [ProviderEvents.Error, failed],
      ] as const
      for (const [event, handler] of handlers) client.addHandler(event, handler)
      return () => {
        for (const [event, handler] of handlers) client.removeHandler(event, handler)
      }
    },
  }
}

const asked = (
  client: Client,
  name: string,
  { kind, default: usual }: Flag,
): Promise<EvaluationDetails<FlagValue>> =>
  kind === 'boolean'
    ? client.getBooleanDetails(name, usual)
    : kind === 'number'
      ? client.getNumberDetails(name, usual)
      : client.getStringDetails(name, usual)

/** Whether the provider said so itself; throws where it could not be asked. */
function isKnown({ errorCode, flagKey, reason }: EvaluationDetails<FlagValue>): boolean {
  if (errorCode === undefined) return reason !== 'DISABLED'
  if (errorCode === ErrorCode.FLAG_NOT_FOUND) return false
  throw new Error(`controls: OpenFeature has no ${flagKey}: ${errorCode}`)
}
