/** What is needed of a registry: one of prom-client 15 is one, and one of `@prometheus-io/client` 0.16. */
export interface PromRegistry {
  /** Which format it prints. */
  readonly contentType: string
  getMetricsAsArray(): readonly object[]
  getSingleMetric(name: string): unknown
  registerMetric(metric: never): void
  removeSingleMetric(name: string): void
}

/** What a registry holds. */
export interface RegistryMetric {
  readonly name: string
  readonly type: string
  get(): RegistryAnswer | Promise<RegistryAnswer>
}

/** What one of them answers. */
export interface RegistryAnswer {
  readonly values?: readonly RegistryValue[]
}

/** One line of a page. */
export interface RegistryValue {
  readonly value: number
  readonly labels?: Readonly<Record<string, unknown>>
  /** Where it is not the metric's: of a histogram's lines. */
  readonly metricName?: string
}

/** All metrics of a registry. */
export const metricsOf = (registry: PromRegistry): readonly RegistryMetric[] =>
  registry.getMetricsAsArray() as readonly RegistryMetric[]

/** Throws a TypeError for what is no registry. */
export function checkedRegistry(registry: PromRegistry, of: string): PromRegistry {
  for (const verb of ['getMetricsAsArray', 'registerMetric', 'removeSingleMetric'] as const) {
    if (typeof registry?.[verb] === 'function') continue
    throw new TypeError(`metrics: ${of} takes a registry of prom-client, got one without ${verb}()`)
  }
  return registry
}
