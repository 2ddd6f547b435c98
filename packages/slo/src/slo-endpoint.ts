import { type Endpoint, jsonReply } from '@sallyport/core'
import { evaluationJson } from './evaluation-json.ts'
import type { Slo } from './slo.ts'
import type { Source } from './source.ts'
import { type SloWatch, type WatchOptions, watchSlos } from './watch-slos.ts'

/**
 * How objectives stand, as JSON: `{ "evaluations": [ … ] }`, which `runGate` reads. Always 200, because a
 * breached objective is no failure of the endpoint. It says no more than `evaluationJson`, and yet who
 * may know how a service does is its owner's to say: guard it.
 *
 * @example
 * ```ts
 * import { responder } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 * import { defineSlo, memorySource, recorder, sloEndpoint } from '@sallyport/slo'
 *
 * const slo = defineSlo({
 *   service: 'shop', name: 'availability', objective: '99', period: '1h', sli: { kind: 'ratio' },
 * })
 * const respond = responder(sloEndpoint([slo], memorySource([recorder(slo)])))
 * const { status, headers, body } = await respond(testRequest())
 * console.log(status, headers['cache-control']) // prints: 200 no-store
 * console.log(JSON.parse(String(body)).evaluations[0].reason) // prints: no_traffic
 * ```
 */
export function sloEndpoint(watch: SloWatch): Endpoint
export function sloEndpoint(slos: readonly Slo[], source: Source, options?: WatchOptions): Endpoint
export function sloEndpoint(
  slos: readonly Slo[] | SloWatch,
  source?: Source,
  options?: WatchOptions,
): Endpoint {
  const watch = watchOf(slos, source, options)
  return async ({ method }) => {
    if (method !== 'GET' && method !== 'HEAD') return readOnly
    const evaluations = await watch.evaluate()
    return jsonReply(200, { evaluations: evaluations.map(evaluationJson) })
  }
}

const readOnly = jsonReply(
  405,
  { error: 'Only GET and HEAD.', status: 'method_not_allowed' },
  { allow: 'GET, HEAD' },
)

/** The watch that was given, or one of these. */
export function watchOf(
  slos: readonly Slo[] | SloWatch,
  source: Source | undefined,
  options: WatchOptions | undefined,
): SloWatch {
  if ('evaluate' in slos) return slos
  if (source === undefined) throw new TypeError('slo: objectives need a "source", got none')
  return watchSlos(slos, source, options)
}
