import {
  type AuditParty,
  demandOptions,
  denialReply,
  type Endpoint,
  type GuardRequest,
  jsonReply,
  type Reply,
} from '@sallyport/core'
import { controlsReasons } from './catalog.ts'
import { isActor } from './checked-options.ts'
import type { Controls, SetOptions, SetResult } from './controls.ts'
import type { Details } from './details.ts'
import type { Definition, Flag, FlagValue } from './flag.ts'
import { type PostedChange, postedChange } from './posted-change.ts'

/** What an endpoint needs of controls. */
export interface AdministeredControls extends Pick<Controls, 'definition' | 'check'> {
  details(name: string, fallback: FlagValue): Details
  set(name: string, value: FlagValue, options: SetOptions): Promise<SetResult>
}

/** Who changes flags. */
export interface ControlsEndpointOptions {
  /** Who sends a change, as the guards before have proved it; undefined refuses it. */
  readonly actor: (
    request: GuardRequest,
  ) => AuditParty | undefined | Promise<AuditParty | undefined>
}

/**
 * The flags for administrators: GET lists them, POST `{ "name", "value", "why", "for": "15m" }` sets
 * one. It asks nobody for a key: guard it.
 *
 * @example
 * ```ts
 * import { responder } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 * import { controls, operationalFlags } from '@sallyport/controls'
 * import { controlsEndpoint } from '@sallyport/controls/endpoint'
 *
 * const flags = controls({ definition: operationalFlags })
 * const respond = responder(controlsEndpoint(flags, { actor: () => ({ kind: 'user', id: 'ada' }) }))
 * const { status } = await respond(
 *   testRequest({
 *     headers: { 'content-type': 'application/json' },
 *     body: '{"name":"verbose_logging","value":true,"why":"ticket 7","for":"15m"}',
 *   }),
 * )
 * console.log(status, flags.current.verbose_logging) // prints: 200 true
 * flags.close()
 * ```
 */
export function controlsEndpoint(
  controls: AdministeredControls,
  options: ControlsEndpointOptions,
): Endpoint {
  demandOptions('controls: controlsEndpoint()', options, ['actor'])
  const { actor } = options
  if (typeof actor !== 'function') {
    throw new TypeError(`controls: "actor" must be a function, got ${typeof actor}`)
  }
  return async (request) => {
    if (request.method === 'GET' || request.method === 'HEAD') return listed(controls)
    if (request.method !== 'POST') {
      return refusal(405, 'method_not_allowed', 'Only GET, HEAD and POST.', {
        allow: 'GET, HEAD, POST',
      })
    }
    // What a page of another site can send without asking first is never JSON.
    if (!/^application\/json *(;|$)/i.test(request.header('content-type') ?? '')) {
      return refusal(415, 'not_json', 'The body must be application/json.')
    }
    const body = await request.body()
    if (!body.ok) return denialReply(body)
    const change = postedChange(body.value)
    if (typeof change === 'string') return refusal(400, 'bad_change', change)
    const by = await actor(request)
    if (!isActor(by)) {
      return refusal(403, 'actor_unknown', 'Nothing tells who makes this change.')
    }
    return made(controls, change, by)
  }
}

async function made(
  controls: AdministeredControls,
  { name, value, why, forMs }: PostedChange,
  actor: AuditParty,
): Promise<Reply<string>> {
  const set = { actor, why, ...(forMs === undefined ? {} : { forMs }) }
  // What the source says of its failure goes to `onError`.
  const result = await controls.set(name, value, set).catch(() => undefined)
  if (result === undefined) {
    return refusal(503, 'unavailable', 'The source of flags does not answer.')
  }
  if (!result.ok) {
    return refusal(controlsReasons[result.reason].status, result.reason, result.message)
  }
  const { from, to, until } = result
  return jsonReply(200, { name, from, to, ...times({ until }) })
}

const refusal = (
  status: number,
  word: string,
  error: string,
  headers?: Reply['headers'],
): Reply<string> => jsonReply(status, { error, status: word }, headers)

function listed(controls: AdministeredControls): Reply<string> {
  const { definition, details, check } = controls
  const flags = Object.entries<Flag>(definition as Definition).map(([name, flag]) => {
    const { value, reason, by, why, since, until } = details(name, flag.default)
    return {
      ...{ name, value, ...flag, reason },
      ...(by === undefined ? {} : { by }),
      ...(why === undefined ? {} : { why }),
      ...times({ since, until }),
    }
  })
  return jsonReply(200, { flags, source: check() })
}

function times(
  all: Readonly<Record<string, number | undefined>>,
): Readonly<Record<string, string>> {
  const known = Object.entries(all).flatMap(([name, at]) =>
    at === undefined ? [] : [[name, new Date(at).toISOString()]],
  )
  return Object.fromEntries(known)
}
