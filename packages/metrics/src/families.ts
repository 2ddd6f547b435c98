import type { MetricDefinition } from '@sallyport/core'
import { refuseMistakes } from './define-metrics.ts'
import { Family, type FamilyHome } from './family.ts'
import { mistakesOf } from './mistakes.ts'
import { metricNames, takenNames } from './naming.ts'
import type { Notes } from './notes.ts'
import type { CappedMetric } from './open-label.ts'

/** Why a definition is not registered. */
type Refused = 'bad_definition' | 'other_shape' | 'too_many_metrics'

/** Metrics that there may be: a program that makes them up as it goes is a leak. */
const mostFamilies = 5_000

/** All metrics of one `createMetrics`, by definition and by id. */
export class Families {
  readonly notes: Notes
  readonly #home: FamilyHome
  readonly #byId = new Map<string, Family>()
  readonly #taken = new Set<string>()
  // Another copy of a package brings the same definition as another object.
  readonly #byDefinition = new WeakMap<MetricDefinition, Family | Refused>()

  /** Throws a TypeError with all mistakes of the definitions. */
  constructor(home: FamilyHome, definitions: readonly MetricDefinition[]) {
    this.#home = home
    this.notes = home.notes
    const distinct = definitions.filter(
      (one, i) => !definitions.slice(0, i).some((earlier) => isSame(earlier, one)),
    )
    refuseMistakes(distinct, home.prefix, home.constantLabels)
    for (const one of distinct) this.#keep(one, this.#namesOf(one))
  }

  /** In the order in which they were registered. */
  all(): readonly Family[] {
    return [...this.#byId.values()]
  }

  /** The metric, if it is registered in this shape. */
  agreeing(definition: MetricDefinition): Family | undefined {
    const same = this.#byId.get(definition.id)
    return same !== undefined && isSame(same.definition, definition) ? same : undefined
  }

  /** The metric of this id, if there is one. */
  named(id: string): Family | undefined {
    return this.#byId.get(id)
  }

  /** The metric, registered if it was not. Undefined, and noted, if it cannot be. */
  of(definition: MetricDefinition): Family | undefined {
    const found = this.#byDefinition.get(definition) ?? this.#register(definition)
    if (typeof found !== 'string') return found
    this.#home.notes.dropped(found)
    return undefined
  }

  /** The metric, for those who build something: throws a TypeError if it cannot be registered. */
  checked(definition: MetricDefinition, kind: MetricDefinition['kind']): Family {
    if (definition?.kind !== kind) {
      throw new TypeError(`metrics: ${kind}() takes a ${kind}, got a ${definition?.kind}`)
    }
    const found = this.#byDefinition.get(definition) ?? this.#register(definition)
    if (typeof found !== 'string') return found
    refuseMistakes([definition], this.#home.prefix, this.#home.constantLabels)
    throw new TypeError(`metrics: "${definition.id}" cannot be registered: ${found}`)
  }

  #register(definition: MetricDefinition): Family | Refused {
    const same = this.#byId.get(definition.id)
    const found = same === undefined ? this.#added(definition) : agreed(same, definition)
    this.#byDefinition.set(definition, found)
    return found
  }

  #added(definition: MetricDefinition): Family | Refused {
    if (this.#byId.size >= mostFamilies) return 'too_many_metrics'
    if (mistakesOf(definition, this.#home.constantLabels).length > 0) return 'bad_definition'
    const names = this.#namesOf(definition)
    // Asked of a set: comparing each with all others would take a flood of names seconds.
    return names.some((name) => this.#taken.has(name))
      ? 'bad_definition'
      : this.#keep(definition, names)
  }

  #namesOf(definition: MetricDefinition): readonly string[] {
    return takenNames(definition, metricNames(definition, this.#home.prefix))
  }

  #keep(definition: MetricDefinition, names: readonly string[]): Family {
    const family = new Family(definition, this.#home)
    this.#byId.set(definition.id, family)
    for (const name of names) this.#taken.add(name)
    return family
  }
}

const agreed = (family: Family, definition: MetricDefinition): Family | Refused =>
  isSame(family.definition, definition) ? family : 'other_shape'

const isSame = (a: MetricDefinition, b: MetricDefinition): boolean =>
  a === b || (a?.id === b?.id && shapeOf(a) === shapeOf(b))

/** All that decides what a series is: two copies of a package agree on it. */
function shapeOf({ kind, unit, labels, buckets, caps }: CappedMetric): string {
  const sorted = Object.entries(labels ?? {})
    .map(([name, values]) => [name, typeof values === 'string' ? values : values.toSorted()])
    .toSorted()
  return JSON.stringify([kind, unit, sorted, buckets, Object.entries(caps ?? {}).toSorted()])
}
