import { allow, decider, denialReply, deny, every, type Guard } from '@sallyport/core'
import { recordAudit, recordMetrics, testRequest } from '@sallyport/core/testing'
import {
  defineScopes,
  describeScopes,
  type Grants,
  type Requirement,
  type RequireScopesOptions,
  requireScopes,
  scopeEvents,
  scopeMetrics,
  scopeReasons,
} from '@sallyport/scopes'
import { describe, expect, it, vi } from 'vitest'

const scopes = defineScopes({
  scopes: ['orders:read', 'orders:write', 'users:read'],
  roles: { viewer: ['*:read'] },
})
const writes = scopes.allOf('orders:read', 'orders:write')

/** Says who it is by the header `x-scopes`, as a key or a token would. */
const identify: Guard<{ readonly grants: Grants }, 'no_token'> = (request) => {
  const given = request.header('x-scopes')
  return given === undefined ? deny('no_token', 401) : allow({ grants: scopes.read(given) })
}
const from = (given?: string) =>
  testRequest(given === undefined ? {} : { headers: { 'x-scopes': given } })
const challenge = async (requirement: Requirement, options?: RequireScopesOptions) => {
  const verdict = await decider(every(identify, requireScopes(requirement, options)))(from(''))
  return verdict.ok ? 'allowed' : denialReply(verdict).headers['www-authenticate']
}

describe('requireScopes', () => {
  it('is a 401 for nobody, a 403 for too little, and passes on what was proved', async () => {
    const decide = decider(every(identify, requireScopes(writes)))
    const nobody = await decide(from())
    const little = await decide(from('viewer'))
    const enough = await decide(from('orders:*'))
    if (nobody.ok || little.ok || !enough.ok) throw new Error('decided otherwise')
    expect(denialReply(nobody)).toMatchObject({ status: 401 })
    const reply = denialReply(little)
    expect(reply).toMatchObject({
      status: 403,
      headers: {
        'www-authenticate': 'Bearer error="insufficient_scope", scope="orders:read orders:write"',
      },
    })
    expect(JSON.parse(String(reply.body))).toEqual({
      error: 'This is not allowed.',
      status: 'insufficient_scope',
    })
    expect(enough.value.required).toBe(writes)
    expect(scopes.expand(enough.value.grants)).toEqual(['orders:read', 'orders:write'])
  })

  it('names the realm and the scopes as RFC 6750 has it', async () => {
    expect(await challenge(scopes.allOf('users:read'), { realm: 'the shop' })).toBe(
      'Bearer realm="the shop", error="insufficient_scope", scope="users:read"',
    )
    expect(await challenge(scopes.anyOf('users:read', 'orders:read'))).toBe(
      'Bearer error="insufficient_scope", scope="orders:read users:read"',
    )
    expect(await challenge(writes, { realm: 'r'.repeat(200) })).toContain(
      `realm="${'r'.repeat(200)}"`,
    )
    for (const realm of ['r'.repeat(201), 'a"b', 'a\\b', 'a\r\nb', 'ü', '', 7 as never])
      expect(() => requireScopes(writes, { realm })).toThrow(/^scopes: "realm" must be printable/)
  })

  it('is synchronous and makes nothing anew', () => {
    const guard = requireScopes(writes)
    const [yes, no] = [{ grants: scopes.grant('**') }, { grants: scopes.grant() }]
    expect(guard(from(), yes)).toBe(guard(from(), yes))
    expect(guard(from(), no)).toBe(guard(from(), no))
    expect(guard(from(), yes)).toMatchObject({ ok: true })
    for (const proved of [yes, no]) {
      const verdict = guard(from(), proved)
      expect(Object.isFrozen(verdict)).toBe(true)
    }
  })

  it('takes no requirement that no registry made', () => {
    const odd = [undefined, null, 'orders:read', {}, { ...writes }]
    for (const given of odd) {
      expect(() => requireScopes(given as never)).toThrow(
        /^scopes: requireScopes\(\) needs a requirement made by allOf\(\) or anyOf\(\), got \S/,
      )
    }
  })

  it('guards with a requirement that another copy of this package made', async () => {
    vi.resetModules()
    const copy = await import('@sallyport/scopes')
    expect(copy.requireScopes).not.toBe(requireScopes)
    const guard = every(identify, copy.requireScopes(writes))
    expect((await decider(guard)(from('orders:*'))).ok).toBe(true)
    expect((await decider(guard)(from('viewer'))).ok).toBe(false)
  })

  it('is closed where the grants are none of its registry', async () => {
    const other = defineScopes({ scopes: ['orders:read', 'orders:write'] })
    for (const grants of [other.grant('**'), undefined, null, {}, { unknown: [] }, 'orders:read']) {
      const errors: unknown[] = []
      const guard = every(() => allow({ grants: grants as Grants }), requireScopes(writes))
      const verdict = await decider(guard, { onError: (error) => errors.push(error) })(from())
      expect(verdict).toMatchObject({ ok: false, reason: 'unavailable', status: 503 })
      expect(String(errors[0])).toMatch(/^TypeError: scopes: grants must come from/)
    }
  })
})

describe('what is counted and recorded', () => {
  const decide = async (options: RequireScopesOptions) => {
    const guard = every(identify, requireScopes(writes, options))
    for (const given of ['orders:*', 'viewer', '', undefined]) await decider(guard)(from(given))
  }
  const { label: requirement } = writes

  it('each decision by requirement and outcome', async () => {
    const metrics = recordMetrics()
    await decide({ metrics })
    const { decisions } = scopeMetrics
    expect(metrics.value(decisions, { requirement, decision: 'allowed' })).toBe(1)
    expect(metrics.value(decisions, { requirement, decision: 'denied' })).toBe(2)
    expect(metrics.read(decisions)).toHaveLength(2)
  })

  it('through the bound series, where there is one', async () => {
    const metrics = recordMetrics()
    const bind = vi.fn((metric, labels) => ({
      add: (value: number) => metrics.add(metric, value, labels),
      set() {},
      observe() {},
    }))
    await decide({ metrics: { ...metrics, bind, add: () => expect.unreachable() } })
    expect(metrics.value(scopeMetrics.decisions, { requirement })).toBe(3)
    expect(bind).toHaveBeenCalledTimes(2)
  })

  it('one record a request, which names the requirement whenever it came to that', async () => {
    const audit = recordAudit()
    const limited: Guard<object, 'limited'> = ({ id }) =>
      id === 'last' ? deny('limited', 429) : allow()
    const guard = every(identify, requireScopes(writes), limited)
    const decided = decider(guard, { audit, describe: describeScopes })
    for (const given of ['orders:*', 'viewer', undefined]) await decided(from(given))
    await decided({ ...from('orders:*'), id: 'last' })
    const event = { required: 'all of orders:read orders:write' }
    const { type } = scopeEvents.decided
    expect(audit.events).toMatchObject([
      { type, outcome: 'success', event },
      { type, outcome: 'denied', reason: 'insufficient_scope', event },
      { type: 'request.decided', outcome: 'denied', reason: 'no_token' },
      { type, outcome: 'denied', reason: 'limited', event },
    ])
    expect(audit.events[2]).not.toHaveProperty('event')
  })

  it('also where the requirement stands alone', async () => {
    const audit = recordAudit()
    const guard: Guard<{ readonly required: Requirement }> = (request) =>
      requireScopes(writes)(request, { grants: scopes.grant() })
    await decider(guard, { audit, describe: describeScopes })(from())
    expect(audit.events[0]?.event).toEqual({ required: writes.label })
  })
})

it('the reason has the status it is given with', async () => {
  const verdict = await requireScopes(writes)(from(), { grants: scopes.grant() })
  expect(Object.keys(scopeReasons)).toEqual(['insufficient_scope'])
  expect(verdict).toMatchObject({
    reason: 'insufficient_scope',
    status: scopeReasons.insufficient_scope.status,
  })
})
