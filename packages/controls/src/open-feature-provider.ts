import {
  ErrorCode,
  type JsonValue,
  OpenFeatureEventEmitter,
  type Provider,
  ProviderEvents,
  type ResolutionDetails,
} from '@openfeature/server-sdk'
import type { ControlsEvent } from './board.ts'
import type { Controls } from './controls.ts'
import type { Details } from './details.ts'
import type { FlagValue } from './flag.ts'

/** What a provider needs of controls. */
export interface ProvidedControls extends Pick<Controls, 'ready' | 'onChange'> {
  details(name: string, fallback: FlagValue | null): Details<FlagValue | null>
}

/**
 * Controls as a provider of OpenFeature's server SDK: whoever asks there gets what `current` has, with
 * who set it and until when as metadata. Closing the provider leaves the controls as they are.
 *
 * @example
 * ```ts
 * import { OpenFeature } from '@openfeature/server-sdk'
 * import { controls, operationalFlags } from '@sallyport/controls'
 * import { controlsProvider } from '@sallyport/controls/openfeature'
 *
 * const flags = controls({ definition: operationalFlags })
 * await OpenFeature.setProviderAndWait(controlsProvider(flags))
 * const client = OpenFeature.getClient()
 * console.log(await client.getNumberValue('rate_limit_per_minute', 5)) // prints: 100
 * console.log((await client.getBooleanDetails('no_such_flag', true)).errorCode) // prints: FLAG_NOT_FOUND
 * await OpenFeature.close()
 * flags.close()
 * ```
 */
export function controlsProvider(controls: ProvidedControls): Provider {
  const events = new OpenFeatureEventEmitter()
  let stop = (): void => {}
  const resolve = async <T extends JsonValue>(
    type: string,
    name: string,
    fallback: T,
  ): Promise<ResolutionDetails<T>> => resolution(controls.details(name, null), type, name, fallback)
  return {
    metadata: { name: 'sallyport-controls' },
    runsOn: 'server',
    events,
    async initialize() {
      await controls.ready()
      stop = controls.onChange(tellsOf(events))
    },
    async onClose() {
      stop()
    },
    resolveBooleanEvaluation: (name, fallback) => resolve('boolean', name, fallback),
    resolveStringEvaluation: (name, fallback) => resolve('string', name, fallback),
    resolveNumberEvaluation: (name, fallback) => resolve('number', name, fallback),
    resolveObjectEvaluation: (name, fallback) => resolve('object', name, fallback),
  }
}

function tellsOf(events: OpenFeatureEventEmitter): (event: ControlsEvent) => void {
  let wasStale = false
  return ({ changes, stale }) => {
    const flagsChanged = changes.map(({ name }) => name)
    if (flagsChanged.length > 0) events.emit(ProviderEvents.ConfigurationChanged, { flagsChanged })
    if (stale !== wasStale) events.emit(stale ? ProviderEvents.Stale : ProviderEvents.Ready)
    wasStale = stale
  }
}

// Of a value that no rule chose, OpenFeature says STATIC.
const reasons = {
  default: 'DEFAULT',
  source: 'STATIC',
  temporary: 'STATIC',
  stale: 'STALE',
  unknown: 'ERROR',
} as const

function resolution<T extends JsonValue>(
  { value, reason, by, why, until }: Details<FlagValue | null>,
  type: string,
  name: string,
  fallback: T,
): ResolutionDetails<T> {
  const failed = (errorCode: ErrorCode, errorMessage: string): ResolutionDetails<T> => ({
    ...{ value: fallback, reason: 'ERROR', errorCode, errorMessage },
  })
  if (reason === 'unknown' || value === null) {
    return failed(ErrorCode.FLAG_NOT_FOUND, 'There is no such flag.')
  }
  if (typeof value !== type) {
    return failed(ErrorCode.TYPE_MISMATCH, `${name} is a ${typeof value}.`)
  }
  return {
    value: value as T,
    reason: reasons[reason],
    flagMetadata: {
      ...(by === undefined ? {} : { by }),
      ...(why === undefined ? {} : { why }),
      ...(until === undefined ? {} : { until: new Date(until).toISOString() }),
    },
  }
}
