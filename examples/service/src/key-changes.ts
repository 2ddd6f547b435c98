import { type ChangedBy, KeyChangeRefused, type RefusedReason } from '@sallyport/api-keys'
import {
  type AuditParty,
  denialReply,
  deny,
  type Endpoint,
  type GuardRequest,
  jsonReply,
  type Reply,
  systemClock,
} from '@sallyport/core'
import { keyScopes, type ServiceKeys } from './keys.ts'
import {
  type Field,
  listOf,
  objectOf,
  oneOf,
  optional,
  type Shape,
  shapedBody,
  text,
  whole,
  yesOrNo,
} from './shape.ts'

type Wanted = Parameters<ServiceKeys['issue']>[0]

interface KeyBody extends Pick<Wanted, 'name' | 'tenant' | 'owner' | 'scopes' | 'networks'> {
  readonly expiresInDays?: number
  readonly requestsPerHour?: number
  readonly requestsPerMonth?: number
}

interface ChangeBody {
  readonly reason?: string
}

interface RotationBody extends ChangeBody {
  readonly graceHours?: number
  readonly force?: boolean
}

const party: Shape<AuditParty> = { kind: text(50), id: text(200) }
const times: Field = optional(whole(1, 1_000_000))
const keyShape: Shape<KeyBody> = {
  name: text(100),
  tenant: text(200),
  owner: objectOf(party),
  scopes: optional(listOf(oneOf(...keyScopes.names), keyScopes.names.length)),
  networks: optional(listOf(text(50), 50)),
  expiresInDays: optional(whole(1, 366)),
  requestsPerHour: times,
  requestsPerMonth: times,
}
const changeShape: Shape<ChangeBody> = { reason: optional(text(200)) }
const rotationShape: Shape<RotationBody> = {
  ...changeShape,
  graceHours: optional(whole(0, 30 * 24)),
  force: optional(yesOrNo),
}

const hour = 3_600_000

/** What administrators do to keys. Every change is recorded under the name of who asked for it. */
export function keyChanges(keys: ServiceKeys, actorOf: (request: GuardRequest) => AuditParty) {
  const changed = (change: (id: string, by: ChangedBy) => Promise<object>): Endpoint =>
    asked(changeShape, async (body, request) => {
      const by = { ...body, actor: actorOf(request) }
      return jsonReply(200, await change(idOf(request), by))
    })
  return {
    issue: asked(keyShape, async (body, request) => {
      const issued = await keys.issue({ ...wanted(body), actor: actorOf(request) })
      return shownOnce(201, issued)
    }),
    rotate: asked(rotationShape, async ({ graceHours = 7 * 24, ...body }, request) => {
      const rotation = { ...body, graceMs: graceHours * hour, actor: actorOf(request) }
      return shownOnce(200, await keys.rotate(idOf(request), rotation))
    }),
    revoke: changed(keys.revoke),
    disable: changed(keys.disable),
    enable: changed(keys.enable),
  }
}

const idOf = ({ params }: GuardRequest): string => params.id ?? ''

/** The only answer with a token in it: nobody can ask for it again, and no cache may keep it. */
const shownOnce = (
  status: number,
  { token, key }: Awaited<ReturnType<ServiceKeys['issue']>>,
): Reply => jsonReply(status, { token: token.reveal(), key })

function wanted(body: KeyBody): Omit<Wanted, 'actor'> {
  const { name, tenant, owner, scopes, networks } = body
  const { expiresInDays, requestsPerHour, requestsPerMonth } = body
  const hourly = { kind: 'rate', limit: requestsPerHour ?? 0, windowMs: hour } as const
  const monthly = { kind: 'quota', limit: requestsPerMonth ?? 0, period: 'month' } as const
  return {
    name,
    tenant,
    owner,
    ...(scopes && { scopes }),
    ...(networks && { networks }),
    ...(expiresInDays && { expiresAt: systemClock() + expiresInDays * 24 * hour }),
    limits: [
      { name: 'hourly', policy: hourly },
      { name: 'monthly', policy: monthly },
    ].filter(({ policy }) => policy.limit > 0),
  }
}

/** An endpoint whose body has this shape. */
const asked =
  <T extends object>(
    shape: Shape<T>,
    answer: (body: T, request: GuardRequest) => Promise<Reply>,
  ): Endpoint =>
  async (request) => {
    const body = await shapedBody(shape, request)
    if (!body.ok) return denialReply(body)
    try {
      return await answer(body.value, request)
    } catch (error) {
      return refusal(error)
    }
  }

/** What a refused change answers; whatever else failed is thrown on, and told to the operator. */
export function refusal(error: unknown): Reply {
  if (error instanceof KeyChangeRefused) {
    const [status, message] = refusals[error.reason]
    return denialReply(deny(error.reason, status, { message }))
  }
  // Of the right shape, and still no network, or no name that people can read.
  if (!(error instanceof RangeError)) throw error
  return denialReply(deny('not_as_asked', 422, { message: error.message }))
}

const refusals: Readonly<Record<RefusedReason, readonly [status: 404 | 409 | 422, todo: string]>> =
  {
    unknown: [404, 'There is no such key: GET /admin/keys lists their ids.'],
    revoked: [409, 'The key is revoked, for good: issue another.'],
    expired: [409, 'The key has expired: issue another.'],
    disabled: [409, 'The key is disabled: enable it first.'],
    wrong_env: [409, 'The key is of another environment: ask there.'],
    rotation_in_progress: [
      409,
      'The secret before this one is still accepted: wait until then, or end it now with "force": true.',
    ],
    conflict: [409, 'Somebody else changed the key at the same time: look at it, and ask again.'],
    too_many: [409, 'The owner has as many keys as one may have: revoke one first.'],
    not_a_subset: [422, 'A key can only mint one that may do no more than itself: ask for less.'],
    may_not_mint: [422, 'The key may not mint others: issue it with the scope to.'],
  }
