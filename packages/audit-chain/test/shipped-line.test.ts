import { auditEvents, shippedLine } from '@sallyport/audit-chain'
import type { AuditEvent, Json } from '@sallyport/core'
import { describe, expect, it } from 'vitest'
import { entryOf, lineLog } from './support/line-log.ts'

async function shipped(...events: readonly AuditEvent[]): Promise<string[]> {
  const log = lineLog()
  for (const event of events) await log.append(event)
  return log.entries().map((entry) => shippedLine(entry))
}

/** The labels that Loki's `| json` makes of a line: names joined by `_`, no lists. */
function labels(line: string): Readonly<Record<string, string>> {
  const all: Record<string, string> = {}
  const read = (value: Json, path: readonly string[]): void => {
    if (Array.isArray(value)) return
    if (typeof value !== 'object' || value === null) all[path.join('_')] = `${value}`
    else for (const [name, one] of Object.entries(value)) read(one, [...path, name])
  }
  read(JSON.parse(line), [])
  return all
}

/** `|= text | json | event=~"…"`: the expression must match the whole. */
const query = (lines: readonly string[], text: string, event = '.*') =>
  lines
    .filter((line) => line.includes(text))
    .map(labels)
    .filter((found) => new RegExp(`^(?:${event})$`).test(found.event ?? ''))

const denied = (reason: string): AuditEvent => ({
  type: 'request.decided',
  outcome: 'denied',
  reason,
})
const done = (type: string): AuditEvent => ({ type, outcome: 'success' })

describe('shippedLine', () => {
  it('is found by the queries that are made of audit logs', async () => {
    const lines = await shipped(
      ...['created', 'rotated', 'revoked', 'updated'].map((act) => done(`api_key.${act}`)),
      { type: auditEvents.failedLogin.type, outcome: 'failure' },
      denied('key_expired'),
      denied('signature_wrong'),
      denied('address_not_allowed'),
      denied('insufficient_scope'),
      denied('rate_limited'),
      // A decision about scopes, which a limit behind it refused.
      { ...denied('quota_exhausted'), type: 'scopes.decided' },
      done('request.decided'),
    )
    const acts = query(lines, 'api_key', 'api_key_created|api_key_rotated|api_key_revoked')
    expect(acts.map(({ event }) => event)).toEqual([
      'api_key_created',
      'api_key_rotated',
      'api_key_revoked',
    ])
    const failed = query(lines, 'authentication_failed')
    expect(failed.map(({ event, details_reason }) => `${event} ${details_reason}`)).toEqual([
      'login_failure undefined',
      'authentication_failed key_expired',
      'authentication_failed signature_wrong',
      'authentication_failed address_not_allowed',
    ])
    expect(query(lines, '', 'access_denied|rate_limit_exceeded|request_decided')).toHaveLength(4)
  })

  it('has the fields of a security log, with the entry’s place beside them', async () => {
    const [line = ''] = await shipped({
      type: auditEvents.failedLogin.type,
      outcome: 'failure',
      reason: 'invalid_credentials',
      actor: { kind: 'user', id: 'ada' },
      ctx: {
        ip: '192.168.1.100',
        userAgent: 'Mozilla/5.0',
        traceId: 'abc123',
        requestId: 'req-456',
      },
      event: { attempts: 3 },
    })
    expect(JSON.parse(line)).toEqual({
      timestamp: '1970-01-01T00:00:00.000Z',
      level: 'WARN',
      category: 'authentication',
      event: 'login_failure',
      details: {
        ip: '192.168.1.100',
        user_agent: 'Mozilla/5.0',
        reason: 'invalid_credentials',
        attempts: 3,
      },
      trace_id: 'abc123',
      request_id: 'req-456',
      aliases: 'login_failure security_failed_login authentication_failed',
      type: 'security.failed_login',
      outcome: 'failure',
      actor: { kind: 'user', id: 'ada' },
      transport: 'system',
      seq: 0,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  })

  it('takes a name of yours, and keeps its own among the aliases', async () => {
    const log = lineLog()
    await log.append(denied('otp_wrong'))
    const [entry] = log.entries()
    const event = (): string => 'authentication_failed'
    expect(entry && labels(shippedLine(entry, { event }))).toMatchObject({
      event: 'authentication_failed',
      aliases: 'authentication_failed request_decided',
    })
  })

  it.each([
    ['success', 'INFO'],
    ['failure', 'WARN'],
    ['denied', 'WARN'],
    ['error', 'ERROR'],
  ] as const)('%s is %s where the catalog does not say', async (outcome, level) => {
    const [line = ''] = await shipped({ type: 'a.b', outcome })
    expect(labels(line)).toMatchObject({ level, event: 'a_b', category: 'activity' })
  })
})

describe('a hostile event', () => {
  it('stays on its line, and puts nothing in the place of what the entry says', async () => {
    const hostile = `\n{"event":"api_key_created"}\u2028\u009b2J\u007f`
    const [line = ''] = await shipped({
      type: 'auth.login',
      outcome: 'success',
      ctx: { ip: '192.0.2.1', userAgent: hostile },
      event: {
        ip: '203.0.113.9',
        event: 'forged',
        timestamp: 'forged',
        __error__: 'x',
        a: hostile,
      },
    })
    expect(line).toMatch(/^[\x20-\x7e]+$/)
    expect(labels(line)).toMatchObject({
      timestamp: '1970-01-01T00:00:00.000Z',
      event: 'login_success',
      details_ip: '192.0.2.1',
      details_user_agent: hostile,
    })
    expect(query([line], '', 'api_key_created|forged')).toEqual([])
  })

  it.each([[['a', 1]], ['text'], [7], [false]])('%j has a place too', async (event) => {
    const [line = ''] = await shipped({ type: 'a.b', outcome: 'success', event })
    expect(JSON.parse(line).details).toEqual({ value: event })
  })

  it('with a prototype for a key changes no prototype', async () => {
    const [line = ''] = await shipped({
      type: 'a.b',
      outcome: 'success',
      event: JSON.parse('{"__proto__":{"ip":"x"}}'),
    })
    expect(line).toContain('"details":{"__proto__":{"ip":"x"}}')
  })
})

it('is pure: the same entry, the same line', async () => {
  const log = lineLog()
  await log.append(done('auth.login'))
  const [line = ''] = log.lines
  expect(shippedLine(entryOf(line))).toBe(shippedLine(entryOf(line)))
})
