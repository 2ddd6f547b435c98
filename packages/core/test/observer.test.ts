import { AsyncLocalStorage } from 'node:async_hooks'
import {
  allow,
  decider,
  deny,
  every,
  type Guard,
  type Observer,
  type RequestEnd,
  together,
  watcher,
} from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { later, passes, refuses } from './support/guards.ts'
import { settled } from './support/turns.ts'

const request = testRequest()
const end: RequestEnd = { status: 200, bytes: 5, aborted: false }
const broken = new Error('the observer')

const noting = (log: string[], name: string): Observer => {
  return ({ id }) => {
    log.push(`${name} begins ${id}`)
    return ({ status }) => {
      log.push(`${name} ends ${status}`)
    }
  }
}

/** An observer with a context: what `get` says inside. */
const inContext = (storage: AsyncLocalStorage<string[]>, name: string): Observer =>
  Object.assign((() => () => {}) as Observer, {
    run: <T>(_request: unknown, next: () => T): T =>
      storage.run([...(storage.getStore() ?? []), name], next),
  })

afterEach(() => {
  vi.restoreAllMocks()
})

describe('together', () => {
  it('begins in order and ends in reverse, each with the same request and end', () => {
    const log: string[] = []
    const observer = together(noting(log, 'a'), noting(log, 'b'), noting(log, 'c'))
    const ended = observer(request)
    expect(log).toEqual(['a begins test-request', 'b begins test-request', 'c begins test-request'])
    ended({ ...end, status: 418 })
    expect(log.slice(3)).toEqual(['c ends 418', 'b ends 418', 'a ends 418'])
  })

  it('of none does nothing', () => {
    const observer = together()
    expect(() => observer(request)(end)).not.toThrow()
    expect(watcher(observer).run(request, () => 'ran')).toBe('ran')
  })

  it('nests contexts in order, past observers that have none', async () => {
    const storage = new AsyncLocalStorage<string[]>()
    const observer = together(
      inContext(storage, 'outer'),
      () => () => {},
      together(inContext(storage, 'middle')),
      inContext(storage, 'inner'),
    )
    const seen = await watcher(observer).run(request, async () => {
      await settled()
      return storage.getStore()
    })
    expect(seen).toEqual(['outer', 'middle', 'inner'])
    expect(storage.getStore()).toBeUndefined()
  })

  it('gives each context the request, and calls the handler once', () => {
    const seen: unknown[] = []
    const sees: Observer = Object.assign((() => () => {}) as Observer, {
      run: <T>(given: unknown, next: () => T): T => {
        seen.push(given)
        return next()
      },
    })
    const next = vi.fn(() => 'answer')
    expect(together(sees, sees).run?.(request, next)).toBe('answer')
    expect(next).toHaveBeenCalledOnce()
    expect(seen).toEqual([request, request])
  })

  it('has no context when none of them has', () => {
    expect(together(() => () => {}).run).toBeUndefined()
  })

  it('lets what the handler throws through, once run', () => {
    const storage = new AsyncLocalStorage<string[]>()
    const next = vi.fn(() => {
      throw broken
    })
    const observer = together(inContext(storage, 'a'), inContext(storage, 'b'))
    expect(() => watcher(observer).run(request, next)).toThrow(broken)
    expect(next).toHaveBeenCalledOnce()
  })
})

describe('watcher', () => {
  it('passes on how the request ended', () => {
    const ended = vi.fn()
    watcher(() => ended).begin(request)({ status: 201, bytes: 7, aborted: true })
    expect(ended.mock.calls).toEqual([[{ status: 201, bytes: 7, aborted: true }]])
  })

  it('keeps requests apart', () => {
    const log: string[] = []
    const watching = watcher((seen) => {
      return ({ status }) => log.push(`${seen.id} ${status}`)
    })
    const first = watching.begin(testRequest({ id: 'first' }))
    const second = watching.begin(testRequest({ id: 'second' }))
    second({ ...end, status: 202 })
    first({ ...end, status: 201 })
    expect(log).toEqual(['second 202', 'first 201'])
  })

  it('runs the handler without an observer’s context where there is none', () => {
    expect(watcher(() => () => {}).run(request, () => 'ran')).toBe('ran')
  })

  it('gives back what the handler does, a promise too', async () => {
    const storage = new AsyncLocalStorage<string[]>()
    const promise = Promise.resolve('late')
    const watching = watcher(inContext(storage, 'a'), { onError() {} })
    expect(watching.run(request, () => promise)).toBe(promise)
    const rejected = Promise.reject(broken)
    const answer = watching.run(request, () => rejected)
    expect(answer).toBe(rejected)
    await expect(answer).rejects.toBe(broken)
  })
})

describe('the reason for a denial', () => {
  const endOf = async (guard: Guard<object>): Promise<RequestEnd> => {
    const ended = vi.fn()
    const own = testRequest()
    const end = watcher(() => ended).begin(own)
    await decider<object, string>(guard, { onError() {} })(own)
    end({ status: 200, bytes: 0, aborted: false })
    return ended.mock.calls[0]?.[0]
  }

  it.each([
    ['at once', refuses('no_key', 401), 'no_key'],
    ['later', later(refuses('no_key', 401)), 'no_key'],
    ['inside every', every(passes, later(refuses('no_scope'))), 'no_scope'],
    ['in the word the client does not see', () => deny('revoked', 401, { shown: 'x' }), 'revoked'],
    [
      'because it failed',
      () => {
        throw broken
      },
      'unavailable',
    ],
  ] as const)('reaches the end of the request: refused %s', async (_how, guard, denied) => {
    expect(await endOf(guard)).toStrictEqual({ status: 200, bytes: 0, aborted: false, denied })
  })

  it('is not there when nobody refused', async () => {
    expect(await endOf(passes)).not.toHaveProperty('denied')
    expect(await endOf(() => allow({ user: 'ada' }))).not.toHaveProperty('denied')
  })

  it('is the audit log’s failure when that is why', async () => {
    const ended = vi.fn()
    const end = watcher(() => ended).begin(request)
    const audit = { record: () => Promise.reject(broken) }
    await decider(passes, { audit, whenAuditFails: 'deny', onError() {} })(request)
    end({ status: 503, bytes: 0, aborted: false })
    expect(ended.mock.calls).toEqual([
      [{ status: 503, bytes: 0, aborted: false, denied: 'unavailable' }],
    ])
  })

  it('is that request’s alone', async () => {
    const ended = vi.fn()
    const [refused, other] = [testRequest(), testRequest()]
    const endOther = watcher(() => ended).begin(other)
    await decider(refuses('no'), {})(refused)
    endOther(end)
    expect(ended.mock.calls).toEqual([[end]])
  })
})
