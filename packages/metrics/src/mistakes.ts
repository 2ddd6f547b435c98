import type { MetricDefinition } from '@sallyport/core'
import { metricNames, takenNames, unitWords } from './naming.ts'
import type { CappedMetric } from './open-label.ts'
import { labelMistake } from './reserved-labels.ts'

/** Labels that are on every line. */
export type ConstantLabels = readonly (readonly [name: string, value: string])[]

/** Every mistake of one definition, each a sentence's end. */
export function mistakesOf(
  metric: MetricDefinition,
  constantLabels: ConstantLabels = [],
): readonly string[] {
  if (typeof metric !== 'object' || metric === null) return ['a definition must be an object']
  const { kind, unit, help } = metric
  const twice = constantLabels.filter(([name]) => Object.hasOwn(metric.labels ?? {}, name))
  return [
    ...(['counter', 'gauge', 'histogram'].includes(kind) ? [] : [`kind ${shown(kind)} is none`]),
    ...(Object.hasOwn(unitWords, unit) ? [] : [`unit ${shown(unit)} is none`]),
    ...(typeof help === 'string' && help.trim() !== '' ? [] : ['help is missing']),
    ...nameMistakes(metric),
    ...labelMistakes(metric),
    ...bucketMistakes(metric),
    ...twice.map(([name]) => `label "${name}" is a constant label too`),
    ...((metric.aliases ?? []).every(isName) ? [] : ['an alias must be a name']),
  ]
}

/** What names of several metrics meet in, each a whole sentence. */
export function collisionsOf(
  metrics: readonly MetricDefinition[],
  prefix: string,
): readonly string[] {
  const owners = new Map<string, string>()
  return metrics.flatMap((metric) => {
    const { id } = metric
    return takenNames(metric, metricNames(metric, prefix)).flatMap((name) => {
      const owner = owners.get(name)
      owners.set(name, owner ?? id)
      return owner === undefined ? [] : [`"${id}" and "${owner}" are both called ${name}`]
    })
  })
}

/** Throws them, if there are some. */
export function refuse(mistakes: readonly string[]): void {
  if (mistakes.length > 0) throw new TypeError(`metrics: ${mistakes.join('; ')}`)
}

const longestName = 200
const isName = (name: unknown): boolean =>
  typeof name === 'string' && name.length <= longestName && /^[a-zA-Z][a-zA-Z0-9_.]*$/.test(name)

/** Units that are not ours, and what to use. */
const otherUnits =
  /[._](ms|millis|milliseconds|us|micros|microseconds|ns|nanos|nanoseconds|minutes|hours|kb|mb|gb|kilobytes|megabytes|percent|pct)(_total)?$/

function nameMistakes({ id, kind, unit }: MetricDefinition): string[] {
  if (!isName(id) || !/^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/.test(id)) {
    return [`id must be dotted words of a-z, 0-9 and _, got ${shown(id)}`]
  }
  const word = /_(seconds|bytes|ratio)(_total)?$/.exec(id)?.[1]
  const ending = /[._](total|bucket|sum|count|created|info)$/.exec(id)?.[1]
  return [
    ...(otherUnits.test(id) ? ["id ends in a unit that is not '1', 's', 'By' or 'ratio'"] : []),
    ...(word !== undefined && word !== unitWords[unit] ? [`id says ${word}, unit '${unit}'`] : []),
    ...(ending === undefined || (ending === 'total' && kind === 'counter')
      ? []
      : [`id may not end in ${ending}`]),
  ]
}

function labelMistakes({ labels, caps = {} }: CappedMetric): string[] {
  if (typeof labels !== 'object' || labels === null) return ['labels must be an object']
  return [
    ...Object.entries(labels).flatMap(([name, values]) => {
      const wrong = labelMistake(name)
      return [
        ...(wrong === undefined ? [] : [`label "${name}" ${wrong}`]),
        ...(values === 'open' || isClosed(values)
          ? []
          : [`label "${name}" must be 'open' or a list of different texts`]),
      ]
    }),
    ...Object.keys(caps)
      .filter((name) => labels[name] !== 'open')
      .map((name) => `caps "${name}", which is no open label`),
  ]
}

const isClosed = (values: unknown): boolean =>
  Array.isArray(values) &&
  values.length > 0 &&
  values.every((value) => typeof value === 'string' && value !== '') &&
  new Set(values).size === values.length

function bucketMistakes({ kind, buckets }: MetricDefinition): string[] {
  if (kind !== 'histogram') return buckets === undefined ? [] : [`a ${kind} has no buckets`]
  if (!Array.isArray(buckets) || buckets.length === 0) return ['a histogram needs buckets']
  const rises = buckets.every((le, i) => i === 0 || le > (buckets[i - 1] as number))
  return rises && [...buckets].every(Number.isFinite) ? [] : ['buckets must be finite and rise']
}

const shown = (value: unknown): string => JSON.stringify(value) ?? typeof value
