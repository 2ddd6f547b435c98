import { createHealth, readinessEndpoint } from '@sallyport/health'
import {
  certificateCheck,
  diskCheck,
  eventLoopCheck,
  httpCheck,
  memoryCheck,
} from '@sallyport/health/checks'
import { describe, expect, it } from 'vitest'

const check = () => ({ ok: true })
const withOptions = (options: object) => () =>
  createHealth({ checks: { it: { check, ...options } } })

describe('misuse throws where it happens, and says what was expected', () => {
  it.each<[() => unknown, string]>([
    [() => createHealth({ timeout: 1 } as object), 'health has no option "timeout"'],
    [
      () => createHealth({ overallTimeoutMs: 0 }),
      'health: "overallTimeoutMs" must be at least 1, got 0',
    ],
    [
      () => createHealth({ startupGraceMs: Number.NaN }),
      'health: "startupGraceMs" must be at least 0, got NaN',
    ],
    [
      () => createHealth({ checks: { it: 7 as never } }),
      'the check "it" must be a function, got 7',
    ],
    [
      () => createHealth({ checks: { '': check } }),
      'a check needs a name of its own, before close(), got ""',
    ],
    [withOptions({ toString: 1 }), 'health: the check "it" has no option "toString"'],
    [
      withOptions({ timeoutMs: 0 }),
      'health: the check "it": "timeoutMs" must be at least 1, got 0',
    ],
    [withOptions({ cacheMs: -1 }), '"cacheMs" must be at least 0, got -1'],
    [withOptions({ everyMs: 99 }), '"everyMs" must be at least 100, got 99'],
    [withOptions({ failures: 0 }), '"failures" must be at least 1, got 0'],
    [
      withOptions({ successes: Number.POSITIVE_INFINITY }),
      '"successes" must be at least 1, got Infinity',
    ],
    [withOptions({ critical: 'no' }), '"critical" is true or false'],
    [withOptions({ groups: 'ready' }), '"groups" and "tags" are lists of names'],
    [
      () => createHealth({ checks: { it: check } }).register('it', check),
      'a check needs a name of its own, before close(), got "it"',
    ],
    [() => createHealth().drain({ wait: 1 } as object), 'drain() has no option "wait"'],
    [() => createHealth().atEnd('it', 7 as never), 'atEnd("it") needs a function, got 7'],
    [
      () => readinessEndpoint(createHealth(), { viewerTimeoutMs: -1 }),
      'health: an endpoint: "viewerTimeoutMs" must be at least 0, got -1',
    ],
    [() => httpCheck('nowhere'), 'Invalid URL'],
    [() => httpCheck('http://a.example', { slowMs: -1 }), '"slowMs" of httpCheck() must be >= 0'],
    [() => diskCheck('/', { minFreeRatio: Number.NaN }), '"minFreeRatio" of diskCheck() must be'],
    [() => memoryCheck({ maxRss: -1 }), '"maxRss" of memoryCheck() must be >= 0, got -1'],
    [() => eventLoopCheck({ maxDelayMs: -1 }), '"maxDelayMs" of eventLoopCheck() must be >= 0'],
    [() => certificateCheck('', { warnDays: -1 }), '"warnDays" of certificateCheck() must be >= 0'],
  ])('%#: %s', (misuse, message) => {
    expect(misuse).toThrow(message)
  })

  it('takes an option that is there but undefined for its default', async () => {
    const options = { service: undefined, checks: { it: { check, timeoutMs: undefined } } }
    const health = createHealth(options as object)
    expect((await health.ready()).status).toBe('up')
  })
})
