import { secret } from '@sallyport/core'
import { manualTime } from '@sallyport/core/testing'
import { defineSlo, evaluate, type Slo, type UnknownReason } from '@sallyport/slo'
import { type PrometheusSourceOptions, prometheusSource } from '@sallyport/slo/prometheus'
import { describe, expect, it } from 'vitest'

const slo = defineSlo({
  ...{ service: 'shop', name: 'availability', objective: '99', period: '1h' },
  sli: { kind: 'ratio', bad: { metric: 'bad_total' }, total: { metric: 'all_total' } },
})

const vector = (...values: unknown[]): unknown => ({
  status: 'success',
  data: {
    resultType: 'vector',
    result: values.map((value) => ({ metric: {}, value: [0, value] })),
  },
})
const of = (resultType: string, result: unknown): unknown => ({
  status: 'success',
  data: { resultType, result },
})

/** A Prometheus that gives this to each query. */
const answering =
  (body: unknown, init?: ResponseInit): typeof fetch =>
  async () =>
    new Response(typeof body === 'string' ? body : JSON.stringify(body), init)

async function evaluated(
  fetch: typeof globalThis.fetch,
  more: Partial<PrometheusSourceOptions> = {},
  what: Slo = slo,
) {
  const source = prometheusSource({ url: 'http://127.0.0.1:9', fetch, ...more })
  const [found] = await evaluate([what], source, { clock: () => 1_772_000_000_000 })
  return found
}

const failure = (errorType: string, error: string): unknown => ({
  status: 'error',
  errorType,
  error,
})

const answers: readonly (readonly [string, UnknownReason, typeof fetch])[] = [
  ['an empty vector', 'no_data', answering(vector())],
  ['NaN', 'not_a_number', answering(vector('NaN'))],
  ['+Inf', 'not_finite', answering(vector('+Inf'))],
  ['a scalar', 'scalar', answering(of('scalar', [0, '1']))],
  ['a matrix', 'matrix', answering(of('matrix', []))],
  ['two series', 'several_series', answering(vector('1', '2'))],
  ['warnings', 'partial', answering({ ...(vector('1') as object), warnings: ['a store is gone'] })],
  ['400', 'bad_query', answering(failure('bad_data', 'parse error'), { status: 400 })],
  ['422', 'query_failed', answering(failure('execution', 'many-to-many'), { status: 422 })],
  ['503', 'unavailable', answering(failure('timeout', 'query timed out'), { status: 503 })],
  ['401', 'refused', answering('who are you', { status: 401 })],
  ['a redirect', 'redirected', answering('', { status: 302, headers: { location: 'http://b/' } })],
  ['a page', 'malformed', answering('<html>')],
  ['500, at length', 'refused', answering(' '.repeat(2 ** 20 + 1), { status: 500 })],
  ['too much', 'too_large', answering(' '.repeat(2 ** 20 + 1))],
  ['nobody', 'unreachable', () => Promise.reject(new TypeError('fetch failed'))],
]

describe('prometheusSource', () => {
  it.each(answers)(
    'makes of %s an unknown for a reason of its own: %s',
    async (_, reason, fetch) => {
      expect(await evaluated(fetch)).toMatchObject({ state: 'unknown', reason, total: 0 })
    },
  )

  it('has a reason of its own for each', () => {
    const reasons = answers.filter(([what]) => !what.startsWith('500')).map(([, reason]) => reason)
    expect(new Set(reasons).size).toBe(reasons.length)
  })

  it.each([
    null,
    [],
    '{',
    of('vector', {}),
    of('vector', [null]),
    of('string', [0, 'x']),
    vector(1),
    vector(''),
    vector('0x'),
    vector(null),
    failure('bad_data', 'x'),
  ])('takes %j for no answer', async (body) => {
    expect(await evaluated(answering(body as never))).toMatchObject({ reason: 'malformed' })
  })

  it('goes by infos as if they were not there', async () => {
    const body = { ...(vector('1') as object), infos: ['metric might not be a counter'] }
    expect(await evaluated(answering(body))).toMatchObject({ state: 'breached', total: 3600 })
  })
})

describe('what prometheusSource waits for', () => {
  const silent: typeof fetch = () => new Promise(() => {})

  it('ends when the time is over, even where fetch knows no signal', async () => {
    const { timers, advance } = manualTime()
    const found = evaluated(silent, { timers })
    advance(5_000)
    expect(await found).toMatchObject({ state: 'unknown', reason: 'timeout' })
  })

  it('ends with the one who asked', async () => {
    const source = prometheusSource({ url: 'http://127.0.0.1:9', fetch: silent })
    const signal = AbortSignal.abort()
    const spans = [{ from: 0, to: 3_600_000 }]
    expect(await source.counts(slo, spans, signal)).toEqual([{ ok: false, reason: 'timeout' }])
  })

  it('is never more than so many at once', async () => {
    let [underWay, most, asked] = [0, 0, 0]
    const fetch = async () => {
      asked++
      most = Math.max(most, ++underWay)
      await Promise.resolve()
      underWay--
      return new Response(JSON.stringify(vector('1')))
    }
    const source = prometheusSource({ url: 'http://127.0.0.1:9', fetch, mostAtOnce: 3 })
    const spans = Array.from({ length: 20 }, (_, index) => ({ from: 0, to: 60_000 + index }))
    await source.counts(slo, spans)
    expect([asked, most]).toEqual([40, 3])
  })
})

describe('the headers of prometheusSource', () => {
  const headers = { authorization: secret('Bearer hunter2-token'), 'x-scope-orgid': 'tenant-seven' }

  it('are sent with each query, which is a form that is posted', async () => {
    const sent: Request[] = []
    const fetch: typeof globalThis.fetch = async (input, init) => {
      sent.push(new Request(input as URL, init))
      return new Response(JSON.stringify(vector('0')))
    }
    await evaluated(fetch, { url: 'https://metrics.example/prom/', headers })
    const [first, second] = sent as [Request, Request]
    expect(first.url).toBe('https://metrics.example/prom/api/v1/query')
    expect([first.method, first.redirect]).toEqual(['POST', 'manual'])
    expect(first.headers.get('authorization')).toBe('Bearer hunter2-token')
    const forms = [await first.text(), await second.text()].map((text) => new URLSearchParams(text))
    expect(forms.map((form) => form.get('query'))).toEqual([
      'sum(rate(all_total[1h]))',
      'sum(rate(bad_total[1h]))',
    ])
    expect(forms[0]?.get('time')).toBe('1772000000')
    expect(forms[0]?.get('timeout')).toBe('5000ms')
  })

  it('are shown nowhere, whatever is repeated or thrown', async () => {
    const said = 'no such token: Bearer hunter2-token, hunter2-token of tenant-seven'
    const refusing = answering(failure('bad_data', said), { status: 400 })
    const throwing = () => Promise.reject(new TypeError(`invalid header: ${said}`))
    for (const fetch of [refusing, throwing]) {
      const found = await evaluated(fetch, { headers })
      expect(found?.message).toBeDefined()
      expect(found?.message).not.toMatch(/hunter2|tenant-seven/)
    }
    const source = prometheusSource({ url: 'http://127.0.0.1:9', headers })
    expect(JSON.stringify(source)).not.toMatch(/hunter2|tenant-seven/)
  })
})

describe('misuse of prometheusSource', () => {
  it.each([
    { url: 'metrics' },
    { url: 'ftp://a/' },
    { url: 'http://user:hunter2@a/' },
    { url: 'http://a/?token=hunter2' },
    { url: 'http://a/prometheus?' },
    { url: 'http://a/#' },
    { timeoutMs: 0 },
    { mostBytes: 1.5 },
    { mostAtOnce: 0 },
    { headers: { authorization: 'hunter2\nx: y' } },
  ])('%j is refused without a word of what was secret', (wrong) => {
    const make = () => prometheusSource({ url: 'http://a', ...wrong })
    expect(make).toThrow(/^slo: "/)
    expect(make).not.toThrow(/hunter2/)
  })
})
