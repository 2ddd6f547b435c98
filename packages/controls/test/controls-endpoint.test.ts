import { settingsSource } from '@sallyport/controls'
import { controlsEndpoint } from '@sallyport/controls/endpoint'
import { type AuditParty, responder } from '@sallyport/core'
import { type TestRequestInit, testRequest } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'
import { minute, opened, user } from './support/opened.ts'
import { unstableSource } from './support/unstable-source.ts'

const json = { 'content-type': 'application/json' }
const asked = async (
  { flags }: Pick<ReturnType<typeof opened>, 'flags'>,
  init: TestRequestInit,
  actor: () => AuditParty | undefined = () => user('ada'),
) => {
  const respond = responder(controlsEndpoint(flags, { actor }))
  const { status, headers, body } = await respond(testRequest(init))
  return { status, headers, ...JSON.parse(String(body)) }
}
const post = (made: ReturnType<typeof opened>, body: unknown) =>
  asked(made, {
    method: 'POST',
    headers: json,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const change = { name: 'verbose_logging', value: true, why: 'ticket 7' }

describe('controlsEndpoint', () => {
  it('lists flags with value, default, help, and who set them until when', async () => {
    const made = opened()
    await made.flags.set('verbose_logging', true, {
      actor: user('ada'),
      why: 'a',
      forMs: 15 * minute,
    })
    const { status, headers, flags, source } = await asked(made, {})
    expect([status, headers['cache-control'], source]).toEqual([200, 'no-store', { ok: true }])
    expect(flags).toHaveLength(5)
    expect(flags[1]).toEqual({
      ...{ name: 'rate_limit_per_minute', kind: 'number', value: 100, default: 100 },
      ...{ min: 1, max: 1_000_000, whole: true, reason: 'default', help: expect.any(String) },
    })
    expect(flags[2]).toMatchObject({
      ...{ name: 'verbose_logging', value: true, default: false, reason: 'temporary', by: 'ada' },
      ...{ why: 'a', since: '2026-11-21T12:00:00.000Z', until: '2026-11-21T12:15:00.000Z' },
    })
  })

  it('sets a flag, for a time too, in the name of who sends it', async () => {
    const made = opened()
    expect(await post(made, { ...change, for: '15m' })).toMatchObject({
      ...{ status: 200, name: 'verbose_logging', from: false, to: true },
      until: '2026-11-21T12:15:00.000Z',
    })
    expect(made.flags.details('verbose_logging')).toMatchObject({ by: 'ada', why: 'ticket 7' })
    expect(await post(made, { ...change, value: false })).not.toHaveProperty('until')
  })

  it.each([
    ['', 'JSON object'],
    ['{', 'JSON object'],
    ['[]', 'JSON object'],
    ['null', 'JSON object'],
    [{}, '"name"'],
    [{ ...change, name: 5 }, '"name" must be the name of a flag, got 5'],
    [{ ...change, value: null }, '"value" must be'],
    [{ ...change, value: [true] }, '"value" must be'],
    [{ ...change, why: '' }, '"why" must be'],
    [{ ...change, why: ' ' }, '"why" must be'],
    [{ ...change, why: 'x'.repeat(1_001) }, '"why" must be'],
    [{ ...change, who: 'eve' }, 'no member "who"'],
    [{ ...change, for: 15 }, '"for" must be'],
    [{ ...change, for: '0m' }, '"for" must be'],
    [{ ...change, for: '15 m' }, '"for" must be'],
    [{ ...change, for: '367d' }, '"for" must be'],
    [{ ...change, for: '99999999999d' }, '"for" must be'],
    ['{"name":"verbose_logging","value":true,"why":"a","__proto__":{}}', 'no member "__proto__"'],
    [`{"${'x'.repeat(500_000)}":1}`, 'There is no member'],
  ])('%# answers 400 with what is wrong', async (body, message) => {
    const made = opened()
    const { status, error, status: word } = await post(made, body)
    expect(error).toContain(message)
    expect(error.length).toBeLessThan(250)
    expect([status, word, made.flags.current.verbose_logging]).toEqual([word, status, false])
  })
})

describe('controlsEndpoint refuses', () => {
  const codeOf = async (
    init: TestRequestInit,
    actor: () => AuditParty | undefined = () => user('ada'),
  ) => {
    const respond = responder(controlsEndpoint(opened().flags, { actor }))
    const { status, body } = await respond(testRequest(init))
    return [status, JSON.parse(String(body)).status]
  }
  const body = JSON.stringify(change)

  it.each<[string, TestRequestInit, number, string]>([
    ['another method', { method: 'DELETE' }, 405, 'method_not_allowed'],
    ['no type', { method: 'POST', body }, 415, 'not_json'],
    ['a form', { body, headers: { 'content-type': 'text/plain' } }, 415, 'not_json'],
    ['a look-alike', { body, headers: { 'content-type': 'application/jsonp' } }, 415, 'not_json'],
    ['too much', { body, headers: json, bodyLimit: 10 }, 413, 'body_too_large'],
    ['no change', { body: '{}', headers: json }, 400, 'bad_change'],
    ['no flag', { body: body.replace('verbose', 'loud'), headers: json }, 404, 'unknown_flag'],
    ['no value', { body: body.replace('true', '1'), headers: json }, 400, 'invalid_value'],
  ])('%s', async (_, init, status, word) => {
    expect(await codeOf(init)).toEqual([status, word])
  })

  it.each([undefined, null, 'ada', {}, user(''), user(' '), user('x'.repeat(201))])(
    'a change by nobody: %j',
    async (nobody) => {
      const actor = () => nobody as AuditParty
      expect(await codeOf({ body, headers: json }, actor)).toEqual([403, 'actor_unknown'])
    },
  )

  it('where the source can only be read, or is down', async () => {
    const { read } = settingsSource()
    const fixed = opened({ read })
    expect((await post(fixed, change)).error).toBe('the source can only be read')
    const source = unstableSource()
    const down = opened(source)
    await down.flags.ready()
    source.mode = 'rejects'
    const answer = await post(down, change)
    expect([answer.status, answer.error]).toEqual([
      'unavailable',
      expect.not.stringContaining('pass'),
    ])
    expect(down.errors.length).toBeGreaterThan(0)
  })
})

it('controlsEndpoint() needs to know whose change it is', () => {
  const { flags } = opened()
  expect(() => controlsEndpoint(flags, {} as never)).toThrow('"actor" must be a function')
  expect(() => controlsEndpoint(flags, { actor: () => user('a'), who: 1 } as never)).toThrow(
    'takes only actor, got "who"',
  )
})
