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
    [() => createHealth({ timeout: 1 } as object), 'health: there is no option "timeout"'],
    [
      () => createHealth({ overallTimeoutMs: 0 }),
      '"overallTimeoutMs" must be milliseconds >= 1, got 0',
    ],
    [
      () => createHealth({ startupGraceMs: Number.NaN }),
      '"startupGraceMs" must be milliseconds >= 0, got NaN',
    ],
    [
      () => createHealth({ checks: { it: 7 as never } }),
      'the check "it" must be a function, got 7',
    ],
    [() => createHealth({ checks: { '': check } }), 'a check must have a name'],
    [withOptions({ toString: 1 }), 'the check "it" has an option "toString"'],
    [
      withOptions({ timeoutMs: 0 }),
      '"timeoutMs" of the check "it" must be whole and at least 1, got 0',
    ],
    [withOptions({ cacheMs: 0.5 }), '"cacheMs" of the check "it" must be whole and at least 0'],
    [withOptions({ everyMs: 99 }), '"everyMs" of the check "it" must be whole and at least 100'],
    [withOptions({ failures: 0 }), '"failures" of the check "it" must be whole and at least 1'],
    [withOptions({ successes: Number.POSITIVE_INFINITY }), '"successes" of the check "it" must be'],
    [withOptions({ critical: 'no' }), '"critical" of the check "it" must be true or false, got no'],
    [withOptions({ groups: 'ready' }), '"groups" of the check "it" must be a list of names'],
    [
      () => createHealth({ checks: { it: check } }).register('it', check),
      'there is a check "it" already',
    ],
    [() => createHealth().drain({ wait: 1 } as object), 'drain() has no option "wait"'],
    [() => createHealth().atEnd('it', 7 as never), 'atEnd("it") needs a function, got 7'],
    [() => readinessEndpoint(createHealth(), { viewerTimeoutMs: -1 }), '"viewerTimeoutMs" must be'],
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
