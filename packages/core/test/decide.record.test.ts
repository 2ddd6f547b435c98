import { coreEvents, decider, deny, every, type Guard } from '@sallyport/core'
import { recordAudit, testRequest } from '@sallyport/core/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { passes, proves, refuses } from './support/guards.ts'

const request = testRequest({
  id: 'r-1',
  method: 'POST',
  url: '/users/7?token=t',
  route: '/users/:id',
  ip: '192.0.2.1',
})
const down = new Error('the store at 10.0.0.5 is down')

const throws: Guard = () => {
  throw down
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the record', () => {
  const where = {
    requestId: 'r-1',
    ip: '192.0.2.1',
    method: 'POST',
    route: '/users/:id',
  }

  it('of an allowance', async () => {
    const audit = recordAudit()
    await decider(passes, { audit })(request)
    expect(audit.events).toStrictEqual([
      { type: coreEvents.decided.type, outcome: 'success', ctx: where },
    ])
  })

  it('of a denial says why, in the word the client may not see', async () => {
    const audit = recordAudit()
    await decider(() => deny('key_revoked', 401, { shown: 'unknown_key' }), { audit })(request)
    expect(audit.events).toStrictEqual([
      { type: coreEvents.decided.type, outcome: 'denied', reason: 'key_revoked', ctx: where },
    ])
  })

  it('of a failure is an error', async () => {
    const audit = recordAudit()
    await decider(throws, { audit, onError() {} })(request)
    expect(audit.events).toStrictEqual([
      { type: coreEvents.decided.type, outcome: 'error', reason: 'unavailable', ctx: where },
    ])
  })

  it('never has the path, which carries personal data', async () => {
    const audit = recordAudit()
    await decider(passes, { audit })(request)
    expect(JSON.stringify(audit.events)).not.toContain('token')
    expect(JSON.stringify(audit.events)).not.toContain('/users/7')
  })

  it('says that an address or a route is not known', async () => {
    const audit = recordAudit()
    await decider(passes, { audit })(testRequest({ peer: undefined }))
    expect(audit.events[0]?.ctx).toStrictEqual({
      requestId: 'test-request',
      ip: undefined,
      method: 'GET',
      route: undefined,
    })
  })

  it('has what describe takes from the proofs', async () => {
    const audit = recordAudit()
    const describeUser = ({ user = 'nobody' }: { user?: string }) => ({
      actor: { kind: 'user', id: user },
      targets: [{ kind: 'file', id: 'f' }],
      event: { bytes: 5 },
      ctx: { userAgent: 'curl', traceId: 't' },
    })
    await decider(proves({ user: 'ada' }), { audit, describe: describeUser })(request)
    expect(audit.events).toStrictEqual([
      {
        type: coreEvents.decided.type,
        outcome: 'success',
        actor: { kind: 'user', id: 'ada' },
        targets: [{ kind: 'file', id: 'f' }],
        event: { bytes: 5 },
        ctx: { ...where, userAgent: 'curl', traceId: 't' },
      },
    ])
  })

  it('of a denial is described from the proofs that came before it', async () => {
    const audit = recordAudit()
    const seen: object[] = []
    const guard = every(proves({ user: 'ada' }), every(proves({ role: 'x' }), refuses('no')))
    await decider<object, string>(guard, {
      audit,
      describe(proved) {
        seen.push(proved)
        return { actor: { kind: 'user', id: (proved as { user: string }).user } }
      },
    })(request)
    expect(seen).toEqual([{ user: 'ada', role: 'x' }])
    expect(audit.events).toMatchObject([
      { outcome: 'denied', reason: 'no', actor: { kind: 'user', id: 'ada' } },
    ])
  })

  it('of a denial or a failure before any proof is described from nothing', async () => {
    const audit = recordAudit()
    const seen: object[] = []
    const describe = (proved: object) => {
      seen.push(proved)
      return {}
    }
    await decider(refuses('no'), { audit, describe })(request)
    await decider(throws, { audit, describe, onError() {} })(request)
    expect(seen).toEqual([{}, {}])
    expect(audit.events).toHaveLength(2)
  })

  it('cannot be described as another outcome or reason', async () => {
    const audit = recordAudit()
    const describe = () => ({ outcome: 'success' as const, reason: 'fine', type: 'login.tried' })
    await decider(refuses('no'), { audit, describe })(request)
    await decider(throws, { audit, describe, onError() {} })(request)
    expect(audit.events).toMatchObject([
      { type: 'login.tried', outcome: 'denied', reason: 'no' },
      { type: 'login.tried', outcome: 'error', reason: 'unavailable' },
    ])
    await decider(passes, { audit, describe: () => ({ outcome: 'failure' as const }) })(request)
    expect(audit.events[2]?.outcome).toBe('success')
  })

  it('is not made, nor described, without a sink', () => {
    const describe = vi.fn(() => ({}))
    decider(passes, { describe })(request)
    expect(describe).not.toHaveBeenCalled()
  })
})
