import { type Observer, type RequestEnd, together, watcher } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import { unhandledDuring } from '@sallyport-scripts/services'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { settled } from './support/turns.ts'

const request = testRequest()
const end: RequestEnd = { status: 200, bytes: 5, aborted: false }
const broken = new Error('the observer')

const told = () => {
  const errors: unknown[] = []
  return { errors, onError: (error: unknown) => void errors.push(error) }
}
const throws = (): never => {
  throw broken
}

afterEach(() => {
  vi.restoreAllMocks()
})

describe('an observer that fails', () => {
  const running = (run: (next: () => unknown) => unknown): Observer =>
    Object.assign((() => () => {}) as Observer, {
      run: <T>(_request: unknown, next: () => T): T => run(next) as T,
    })

  it('when the request begins is told of, and the end is nobody’s', () => {
    const { errors, onError } = told()
    const ended = watcher(throws, { onError }).begin(request)
    expect(() => ended(end)).not.toThrow()
    expect(errors).toEqual([broken])
  })

  it('when the request ends is told of', () => {
    const { errors, onError } = told()
    watcher(() => throws, { onError }).begin(request)(end)
    expect(errors).toEqual([broken])
  })

  it('hears the request in onError', () => {
    const onError = vi.fn()
    watcher(throws, { onError }).begin(request)
    expect(onError.mock.calls).toEqual([[broken, request]])
  })

  it('by a promise is told of', async () => {
    const { errors, onError } = told()
    const endsLate: Observer = () => async () => throws()
    watcher(endsLate, { onError }).begin(request)(end)
    await settled()
    expect(errors).toEqual([broken])
    const beginsLate: Observer = (async () => throws()) as never
    const ended = watcher(beginsLate, { onError }).begin(request)
    await settled()
    expect(errors).toEqual([broken, broken])
    expect(() => ended(end)).not.toThrow()
  })

  it('before the handler runs is told of, and the handler runs once', () => {
    const { errors, onError } = told()
    const next = vi.fn(() => 'answer')
    expect(watcher(running(throws), { onError }).run(request, next)).toBe('answer')
    expect(next).toHaveBeenCalledOnce()
    expect(errors).toEqual([broken])
  })

  it('is not who is told of when the handler throws', () => {
    const { errors, onError } = told()
    const next = vi.fn(throws)
    expect(() =>
      watcher(
        running((inner) => inner()),
        { onError },
      ).run(request, next),
    ).toThrow(broken)
    expect(next).toHaveBeenCalledOnce()
    expect(errors).toEqual([])
  })

  it('after the handler has run is told of, and the answer stays', () => {
    const { errors, onError } = told()
    const next = vi.fn(() => 'answer')
    const observer = running((inner) => {
      inner()
      throw broken
    })
    expect(watcher(observer, { onError }).run(request, next)).toBe('answer')
    expect(next).toHaveBeenCalledOnce()
    expect(errors).toEqual([broken])
  })

  it('by a promise around the handler is told of, and the answer is not a promise', async () => {
    const { errors, onError } = told()
    const next = vi.fn(() => 'answer')
    const observer = running(async (inner) => {
      inner()
      throw broken
    })
    expect(watcher(observer, { onError }).run(request, next)).toBe('answer')
    await settled()
    expect(next).toHaveBeenCalledOnce()
    expect(errors).toEqual([broken])
  })

  it('is not who is told of when the handler rejects, however that is passed on', async () => {
    const waits = async (inner: () => unknown) => await inner()
    for (const run of [(inner: () => unknown) => inner(), waits]) {
      const { errors, onError } = told()
      const answer = watcher(running(run), { onError }).run(request, () => Promise.reject(broken))
      await expect(answer).rejects.toBe(broken)
      await settled()
      expect(errors).toEqual([])
    }
  })

  it('while the handler still runs is told of at once', async () => {
    const { errors, onError } = told()
    const fails = running(async (inner) => {
      inner()
      throw broken
    })
    watcher(fails, { onError }).run(request, () => new Promise(() => {}))
    await settled()
    expect(errors).toEqual([broken])
  })

  it('takes no rejection of the handler from whoever must hear of it', async () => {
    const { errors, onError } = told()
    const unhandled = await unhandledDuring(() => {
      const watch = watcher(
        running((inner) => inner()),
        { onError },
      )
      watch.run(request, () => Promise.reject(broken))
    })
    expect([errors, unhandled]).toEqual([[], [broken]])
  })

  it('to call the handler once, or to give its answer, is passed over', () => {
    const answers: readonly ((inner: () => unknown) => unknown)[] = [
      () => 'forged',
      () => undefined,
      (inner) => [inner(), inner(), inner()],
      (inner) => {
        inner()
        return 'forged'
      },
    ]
    for (const run of answers) {
      const { errors, onError } = told()
      const next = vi.fn(() => 'answer')
      expect(watcher(running(run), { onError }).run(request, next)).toBe('answer')
      expect(next).toHaveBeenCalledOnce()
      expect(errors).toEqual([])
    }
  })

  it('to let through what the handler throws is passed over', () => {
    const { errors, onError } = told()
    const next = vi.fn(throws)
    const swallows = running((inner) => {
      try {
        return inner()
      } catch {
        return 'all is well'
      }
    })
    expect(() => watcher(swallows, { onError }).run(request, next)).toThrow(broken)
    expect(next).toHaveBeenCalledOnce()
    expect(errors).toEqual([])
  })

  it('over what the handler throws is told of, and the handler’s error stays', () => {
    const { errors, onError } = told()
    const rethrows = running((inner) => {
      try {
        return inner()
      } catch (error) {
        throw new Error('wrapped', { cause: error })
      }
    })
    expect(() => watcher(rethrows, { onError }).run(request, throws)).toThrow(broken)
    expect(errors).toEqual([new Error('wrapped')])
  })

  it('is contained though onError fails too', async () => {
    const onErrors = [throws, () => Promise.reject(broken)]
    for (const onError of onErrors) {
      watcher(throws, { onError }).begin(request)(end)
      watcher(() => throws, { onError }).begin(request)(end)
      expect(watcher(running(throws), { onError }).run(request, () => 'ran')).toBe('ran')
    }
    await settled()
  })

  it('prints when nobody listens', () => {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
    watcher(throws).begin(request)
    expect(printed.mock.calls).toEqual([['sallyport:', broken]])
  })
})

describe('one of several observers that fails', () => {
  it.each([
    ['begins', throws],
    ['ends', () => throws],
  ])('when the request %s keeps no other from beginning or ending', (_when, fails: Observer) => {
    const { errors, onError } = told()
    let inFlight = 0
    const counts: Observer = () => {
      inFlight++
      return () => {
        inFlight--
      }
    }
    const ended = watcher(together(counts, fails, counts), { onError }).begin(request)
    expect(inFlight).toBe(2)
    ended(end)
    expect(inFlight).toBe(0)
    expect(errors).toEqual([broken])
  })

  it.each([
    ['begins', async () => throws()],
    ['ends', () => async () => throws()],
  ])(
    'by a promise when the request %s is told of, and nothing is unhandled',
    async (_when, fails) => {
      const { errors, onError } = told()
      const ended = vi.fn()
      const unhandled = await unhandledDuring(async () => {
        const both = together(() => ended, fails as Observer)
        const endAll = watcher(both, { onError }).begin(request)
        await settled()
        endAll(end)
      })
      expect(ended).toHaveBeenCalledOnce()
      expect(unhandled).toEqual([])
      expect(
        errors.flatMap((error) => (error as Partial<AggregateError>).errors ?? error),
      ).toContain(broken)
    },
  )

  it('by a promise is told of beside those that throw', async () => {
    const { errors, onError } = told()
    const late = new Error('late')
    const endsLate: Observer = () => async () => {
      throw late
    }
    watcher(
      together(() => throws, endsLate),
      { onError },
    ).begin(request)(end)
    await settled()
    expect(errors).toEqual([new AggregateError([broken, late])])
    expect((errors[0] as AggregateError).errors).toEqual([broken, late])
  })

  it('is told of, and so are all others that fail', () => {
    const { errors, onError } = told()
    const ended = watcher(
      together(throws, () => throws),
      { onError },
    ).begin(request)
    ended(end)
    expect(errors).toEqual([expect.any(AggregateError)])
    expect((errors[0] as AggregateError).errors).toEqual([broken, broken])
  })
})

describe('what is no observer', () => {
  it.each([undefined, null, {}, 'observer'])(
    'is refused when observers are put together: %j',
    (given) => {
      expect(() => together(() => () => {}, given as never)).toThrow(
        new TypeError(`core: together() needs "observers" to be a function, got ${String(given)}`),
      )
    },
  )
})
