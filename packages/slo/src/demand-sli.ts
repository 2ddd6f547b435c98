import type { Selection, Sli } from './sli.ts'
import type { Budgeting } from './slo.ts'

/** Throws for an indicator that contradicts itself. */
export function demandSli(id: string, sli: Sli, budgeting: Budgeting): void {
  const problem = problemOf(id, sli, budgeting)
  if (problem !== undefined) throw new TypeError(`slo: "sli" of ${id}: ${problem}`)
}

function problemOf(id: string, sli: Sli, budgeting: Budgeting): string | undefined {
  switch (sli.kind) {
    case 'ratio':
      return ratioProblem(sli)
    case 'latency':
      return latencyProblem(sli)
    case 'threshold':
      return thresholdProblem(sli)
    case 'check':
      return typeof sli.check === 'function' ? undefined : '"check" must be a function'
    case 'raw':
      return sli.errorRatio.includes('{{window}}') ? undefined : '"errorRatio" must have {{window}}'
    case 'composite':
      return compositeProblem(id, sli, budgeting)
    default:
      return `there is no kind ${JSON.stringify((sli as Sli).kind)}`
  }
}

function ratioProblem({ good, bad, total }: Sli & { kind: 'ratio' }): string | undefined {
  if (good === undefined && bad === undefined)
    return total === undefined ? undefined : '"total" needs one of "good" and "bad"'
  if (good !== undefined && bad !== undefined) return 'one of "good" and "bad", got both'
  if (total === undefined) return `"${good === undefined ? 'bad' : 'good'}" needs "total"`
  return [good ?? bad, total].map(countedProblem).find((one) => one !== undefined)
}

function countedProblem(counted: (Sli & { kind: 'ratio' })['total']): string | undefined {
  if (counted === undefined) return undefined
  if ('promql' in counted)
    return counted.promql.includes('{{window}}') ? undefined : '"promql" must have {{window}}'
  if (typeof counted.metric !== 'string' && counted.metric.kind === 'gauge')
    return `${counted.metric.id} is a gauge, which counts nothing`
  return selectionProblem(counted)
}

/**
 * A label or a value that there is not would select nothing, and nothing would ever be bad. Of a name in
 * Prometheus nobody knows more than what names are made of.
 */
function selectionProblem({ metric, where = {}, except = {} }: Selection): string | undefined {
  const { id, labels = undefined } = typeof metric === 'string' ? { id: metric } : metric
  if (!labels && !/^[a-zA-Z_:][\w:]*$/.test(id)) return `${JSON.stringify(id)} is no metric's name`
  for (const [name, given] of [where, except].flatMap((one) => Object.entries(one))) {
    const values = [given].flat()
    if (values.length === 0) return `${id} has no values for ${name}`
    const isOpen = labels ? labels[name] === 'open' : /^[a-zA-Z_]\w*$/.test(name)
    const known = labels && Object.hasOwn(labels, name) ? labels[name] : []
    const wrong = isOpen ? undefined : values.find((value) => !known?.includes(value))
    if (wrong !== undefined) return `${id} has no label ${name}="${wrong}"`
  }
  return undefined
}

function latencyProblem(sli: Sli & { kind: 'latency' }): string | undefined {
  const { underSeconds, histogram } = sli
  if (!(underSeconds > 0 && underSeconds < Number.POSITIVE_INFINITY))
    return `"underSeconds" must be above 0, got ${String(underSeconds)}`
  if (histogram === undefined) return undefined
  if (typeof histogram.metric === 'string') return selectionProblem(histogram)
  const { id, kind, unit, buckets } = histogram.metric
  if (kind !== 'histogram') return `${id} is a ${kind}, no histogram`
  if (unit !== 's') return `${id} is not in seconds`
  if (buckets === undefined || buckets.includes(underSeconds)) return selectionProblem(histogram)
  return `${id} has no bucket up to ${underSeconds}, only ${buckets.join(', ')}`
}

function thresholdProblem({ query, op, value }: Sli & { kind: 'threshold' }): string | undefined {
  if (query.trim() === '') return '"query" is empty'
  if (!Number.isFinite(value)) return `"value" must be a number, got ${String(value)}`
  return ['lt', 'lte', 'gt', 'gte'].includes(op) ? undefined : `there is no "op" ${String(op)}`
}

function compositeProblem(
  id: string,
  { of, combine }: Sli & { kind: 'composite' },
  { by }: Budgeting,
): string | undefined {
  const ids = of.map(({ slo }) => slo)
  if (ids.length === 0) return '"of" is empty'
  if (ids.includes(id)) return 'it is a part of itself'
  if (new Set(ids).size < ids.length) return '"of" has one of them twice'
  const wrong = of.find(({ weight = 1 }) => !(Number.isSafeInteger(weight) && weight > 0))
  if (wrong !== undefined)
    return `a weight must be a whole number from 1, got ${String(wrong.weight)}`
  if (combine === 'weighted') return by === 'events' ? undefined : '"weighted" has no slices'
  if (combine !== 'any-bad' && combine !== 'all-bad')
    return `there is no "combine" ${String(combine)}`
  return by === 'slices' ? undefined : `"${combine}" needs "budgeting" by slices`
}
