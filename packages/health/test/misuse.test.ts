import { allow } from '@sallyport/core'
import { manualTime } from '@sallyport/core/testing'
import { createHealth, livenessEndpoint, readinessEndpoint } from '@sallyport/health'
import {
  certificateCheck,
  diskCheck,
  eventLoopCheck,
  httpCheck,
  memoryCheck,
} from '@sallyport/health/checks'
import { describe, expect, it } from 'vitest'
import { turns } from './support/turns.ts'

const check = () => ({ ok: true })
const withOptions = (options: object) => () =>
  createHealth({ checks: { it: { check, ...options } } })

describe('misuse throws where it happens, and says what was expected', () => {
  it.each<[() => unknown, string]>([
    [() => createHealth({ timeout: 1 } as object), 'health: createHealth() takes only checks, '],
    [
      () => createHealth({ overallTimeoutMs: 0 }),
      'health: createHealth(): "overallTimeoutMs" must be a number >= 1 and < 2 ** 31, got 0',
    ],
    [
      () => createHealth({ startupGraceMs: Number.NaN }),
      'health: createHealth(): "startupGraceMs" must be a number >= 0 and < 2 ** 31, got NaN',
    ],
    [
      () => createHealth({ checks: { it: 7 as never } }),
      'the check "it" must be a function, got 7',
    ],
    [
      () => createHealth({ checks: { '': check } }),
      'a check needs a name of its own, before close(), got ""',
    ],
    [withOptions({ toString: 1 }), 'health: the check "it" takes only'],
    [
      withOptions({ timeoutMs: 0 }),
      'health: the check "it": "timeoutMs" must be a number >= 1 and < 2 ** 31, got 0',
    ],
    [withOptions({ cacheMs: -1 }), '"cacheMs" must be a number >= 0 and < 2 ** 31, got -1'],
    [withOptions({ everyMs: 99 }), '"everyMs" must be a number >= 100 and < 2 ** 31, got 99'],
    [withOptions({ failures: 0 }), '"failures" must be a number >= 1 and < 2 ** 31, got 0'],
    [
      withOptions({ successes: Number.POSITIVE_INFINITY }),
      '"successes" must be a number >= 1 and < 2 ** 31, got Infinity',
    ],
    // 2 * '1000' + '500' is 2000500: it would never be stale.
    [withOptions({ timeoutMs: '500' as never }), '"timeoutMs" must be a number >= 1'],
    [withOptions({ cacheMs: true as never }), '"cacheMs" must be a number >= 0'],
    [withOptions({ everyMs: 2 ** 31 }), '"everyMs" must be a number >= 100 and < 2 ** 31'],
    [withOptions({ critical: 'no' }), 'health: the check "it": "critical" must be true or false'],
    [
      withOptions({ groups: 'ready' }),
      'health: the check "it": "groups" must be a list of names, got "ready"',
    ],
    [
      () => createHealth({ checks: { it: check } }).register('it', check),
      'a check needs a name of its own, before close(), got "it"',
    ],
    [
      () => createHealth().drain({ wait: 1 } as object),
      'health: drain() takes only delayMs, timeoutMs, got "wait"',
    ],
    [() => createHealth().atEnd('it', 7 as never), 'atEnd("it") takes a function, got 7'],
    [
      () => readinessEndpoint(createHealth(), { viewerTimeoutMs: -1 }),
      'health: readinessEndpoint(): "viewerTimeoutMs" must be a number >= 0 and < 2 ** 31, got -1',
    ],
    [
      () => livenessEndpoint(createHealth(), { viewer: () => allow() } as object),
      'health: livenessEndpoint() takes only format, got "viewer"',
    ],
    [() => httpCheck('nowhere'), 'health: httpCheck(): "url" must be one of http or https'],
    [() => httpCheck('data:,x'), 'health: httpCheck(): "url" must be one of http or https'],
    [() => httpCheck('https://ada:pw@a.example'), 'health: httpCheck(): "url" must be'],
    [
      () => httpCheck('http://a.example', { slowMs: -1 }),
      'httpCheck(): "slowMs" must be a number >= 0, got -1',
    ],
    [
      () => diskCheck('/', { minFreeRatio: Number.NaN }),
      'diskCheck(): "minFreeRatio" must be a number >= 0, got NaN',
    ],
    [() => memoryCheck({ maxRssBytes: -1 }), 'memoryCheck(): "maxRssBytes" must be a number >= 0'],
    [() => memoryCheck({ maxRss: 1 } as object), 'memoryCheck() takes only'],
    [
      () => eventLoopCheck({ maxDelayMs: -1 }),
      'eventLoopCheck(): "maxDelayMs" must be a number >= 0',
    ],
    [
      () => certificateCheck('', { warnDays: -1 }),
      'certificateCheck(): "warnDays" must be a number >= 0',
    ],
  ])('%#: %s', (misuse, message) => {
    expect(misuse).toThrow(message)
  })

  it('leaves nothing behind that asks by itself', async () => {
    const { clock, monotonic, timers, advance } = manualTime()
    let asked = 0
    const checks = { it: { everyMs: 1_000, check: () => ({ ok: ++asked > 0 }) }, bad: 7 as never }
    expect(() => createHealth({ clock, monotonic, timers, checks })).toThrow('"bad"')
    for (let i = 0; i < 3; i++) {
      await turns()
      advance(1_100)
    }
    expect(asked).toBeLessThanOrEqual(1)
  })

  it('takes an option that is there but undefined for its default', async () => {
    const options = { service: undefined, checks: { it: { check, timeoutMs: undefined } } }
    const health = createHealth(options as object)
    expect((await health.ready()).status).toBe('up')
  })
})
