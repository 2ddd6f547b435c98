import { accessAudit } from '@sallyport/audit-chain'
import {
  type AuditEvent,
  type AuditSink,
  coreMetrics,
  decider,
  deny,
  type RequestEnd,
  together,
  watcher,
} from '@sallyport/core'
import { manualTime, recordAudit, recordMetrics, testRequest } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'

const whole: RequestEnd = { status: 200, bytes: 12, aborted: false }

function recorded(end: Partial<RequestEnd>): AuditEvent | undefined {
  const log = recordAudit()
  accessAudit(log)(testRequest())({ ...whole, ...end })
  expect(log.events).toHaveLength(1)
  return log.events[0]
}

describe('accessAudit', () => {
  it('records who, from where, what, how it ended and how long it took, and no path', () => {
    const log = recordAudit()
    const { monotonic, advance } = manualTime()
    const ada = { kind: 'user', id: 'ada' }
    const observer = accessAudit(log, {
      monotonic,
      actor: () => ada,
      context: (request) => ({ sessionId: request.header('x-session') }),
    })
    const headers = { 'user-agent': 'curl/8', 'x-session': 's1', authorization: 'Bearer x' }
    const given = { id: 'r1', ip: '192.0.2.1', url: '/users/ada?token=x', route: '/users/:id' }
    const end = observer(testRequest({ ...given, headers }))
    advance(12.34567)
    end(whole)
    expect(log.events).toEqual([
      {
        type: 'api.request',
        outcome: 'success',
        actor: ada,
        ctx: {
          requestId: 'r1',
          ip: '192.0.2.1',
          method: 'GET',
          route: '/users/:id',
          userAgent: 'curl/8',
          sessionId: 's1',
        },
        event: { status: 200, bytes: 12, durationMs: 12.346, aborted: false },
      },
    ])
  })

  it.each<[Partial<RequestEnd>, string]>([
    [{ status: 101 }, 'api.request success undefined'],
    [{ status: 204 }, 'api.request success undefined'],
    [{ status: 302 }, 'api.request success undefined'],
    [{ status: 400 }, 'api.request failure undefined'],
    [{ status: 404, aborted: true }, 'api.request failure undefined'],
    [{ status: 401 }, 'api.request denied undefined'],
    [{ status: 403, denied: 'insufficient_scope' }, 'api.request denied insufficient_scope'],
    [{ status: 429, denied: 'rate_limited' }, 'api.request denied rate_limited'],
    [{ status: 413, denied: 'body_too_large' }, 'api.request denied body_too_large'],
    [{ status: 200, denied: 'delivery_done' }, 'api.request denied delivery_done'],
    [{ status: 500 }, 'api.error error undefined'],
    [{ status: 503, denied: 'unavailable', aborted: true }, 'api.error error unavailable'],
    [{ aborted: true }, 'api.request failure aborted'],
  ])('%j is %s', (end, expected) => {
    const { type, outcome, reason } = recorded(end) ?? {}
    expect(`${type} ${outcome} ${reason}`).toBe(expected)
  })

  it('has the reason of the guard that refused, through a watcher', async () => {
    const log = recordAudit()
    const request = testRequest()
    const end = watcher(accessAudit(log)).begin(request)
    await decider(() => deny('key_unknown', 401))(request)
    end({ status: 401, bytes: 0, aborted: false })
    expect(log.events[0]?.reason).toBe('key_unknown')
  })

  it('asks who it was, and the route, only in the end: both are known late', () => {
    const log = recordAudit()
    const callers = new WeakMap<object, { kind: string; id: string }>()
    let route: string | undefined
    const request = Object.defineProperty(testRequest(), 'route', { get: () => route })
    const end = accessAudit(log, { actor: (one) => callers.get(one) })(request)
    callers.set(request, { kind: 'key', id: 'k1' })
    route = '/late/:id'
    end(whole)
    expect(log.events[0]).toMatchObject({ actor: { id: 'k1' }, ctx: { route: '/late/:id' } })
  })

  it('skips by how the request ended', () => {
    const log = recordAudit()
    const observer = accessAudit(log, { skip: (_request, { recorded }) => recorded === true })
    observer(testRequest())({ ...whole, recorded: true })
    observer(testRequest())(whole)
    expect(log.events).toHaveLength(1)
  })

  it('skips what it is told to skip, and nothing because the answer threw', () => {
    const log = recordAudit()
    const heard: unknown[] = []
    const end = (skip: () => boolean): void =>
      accessAudit(log, { skip, onError: (error) => heard.push(error) })(testRequest())(whole)
    end(() => true)
    expect(log.events).toHaveLength(0)
    end(() => {
      throw new Error('broken')
    })
    expect([log.events.length, `${heard}`]).toEqual([1, 'Error: broken'])
  })
})

const rejecting: AuditSink = { record: () => Promise.reject(new Error('disk full')) }
const throwing: AuditSink = {
  record() {
    throw new Error('disk full')
  },
}

describe('a log that fails', () => {
  it.each([rejecting, throwing])('is counted and told of, and nobody waits', async (log) => {
    const metrics = recordMetrics()
    const told = await new Promise<unknown>((resolve) => {
      const observer = accessAudit(log, { metrics, onError: resolve })
      expect(together(observer)(testRequest())(whole)).toBeUndefined()
    })
    expect(`${told}`).toBe('Error: disk full')
    expect(metrics.value(coreMetrics.dropped, { sink: 'audit' })).toBe(1)
  })

  it('does not disturb, whatever those do who hear of it', async () => {
    const unhandled: unknown[] = []
    const listener = (error: unknown): void => void unhandled.push(error)
    process.on('unhandledRejection', listener)
    const onErrors = [
      () => Promise.reject(new Error('also down')) as never,
      () => {
        throw new Error('also down')
      },
    ]
    for (const onError of onErrors) accessAudit(rejecting, { onError })(testRequest())(whole)
    // real time: rejections are told of when the microtasks are done
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', listener)
    expect(unhandled).toEqual([])
  })

  it('is recorded without what threw', () => {
    const log = recordAudit()
    const heard: unknown[] = []
    const broken = (): never => {
      throw new Error('broken')
    }
    const onError = (error: unknown): void => void heard.push(error)
    accessAudit(log, { actor: broken, context: broken, onError })(testRequest())(whole)
    expect(log.events).toHaveLength(1)
    expect(log.events[0]?.ctx?.requestId).toBe('test-request')
    expect(heard).toHaveLength(2)
  })
})

it.each(['actor', 'context', 'skip', 'monotonic', 'onError'])('%s must be a function', (name) => {
  expect(() => accessAudit(recordAudit(), { [name]: 7 })).toThrow(
    `audit-chain: accessAudit() needs "${name}" to be a function, got number`,
  )
})

it('needs a log', () => {
  expect(() => accessAudit({} as never)).toThrow('accessAudit() needs a log with "record"')
})
