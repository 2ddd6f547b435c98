import * as next from '@prometheus-io/client'
import * as old from 'prom-client'

/** The two clients have the same interface. */
export type Client = Pick<
  typeof old,
  'AggregatorRegistry' | 'Counter' | 'Gauge' | 'Histogram' | 'Registry' | 'Summary'
>

/** prom-client and its successor. */
export const clients: readonly (readonly [string, Client])[] = [
  ['prom-client', old],
  ['@prometheus-io/client', next as never],
]

/** A registry of that client, which speaks OpenMetrics if it is to. */
export function registryOf({ Registry }: Client, open = false): old.Registry {
  const registry: old.Registry = new Registry()
  if (open) registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never)
  return registry
}

/** A page of a registry, without the empty lines between its metrics. */
export const pageFrom = async (registry: Pick<old.Registry, 'metrics'>): Promise<string> =>
  (await registry.metrics()).replace(/\n+/g, '\n')
