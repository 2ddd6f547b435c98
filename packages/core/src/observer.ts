import { adapterOptions } from './adapter.ts'
import { decisionNote } from './decision-note.ts'
import { demand } from './demand.ts'
import { demandOptions } from './demand-options.ts'
import type { GuardRequest } from './guard.ts'
import { isPromise } from './is-promise.ts'
import { type OnError, printError, tell, whenRejected } from './on-error.ts'

/** How a request ended. */
export interface RequestEnd {
  /** The response's status; what it would have been when the client left before the headers. */
  readonly status: number
  /** Bytes of the response's body handed to the connection. */
  readonly bytes: number
  /** The client left, or the connection broke, before the response was complete. */
  readonly aborted: boolean
  /** Why a guard refused, when one did. */
  readonly denied?: string
  /** The decision was given to an audit sink: who asked, and whether they were let in, stands there. */
  readonly recorded?: boolean
}

/**
 * Sees a request begin and end: durations, requests in flight, spans, an access log. It changes
 * nothing; one that throws is told of and passed over.
 *
 * @example
 * ```ts
 * import type { Observer } from '@sallyport/core'
 *
 * let inFlight = 0
 * const counted: Observer = () => {
 *   inFlight++
 *   return () => {
 *     inFlight--
 *   }
 * }
 * ```
 */
export interface Observer {
  (request: GuardRequest): (end: RequestEnd) => void
  /** Runs what follows inside a context of its own (AsyncLocalStorage). Calls `next` once, at once. */
  run?<T>(request: GuardRequest, next: () => T): T
}

/**
 * Several observers as one: begun in order, ended in reverse, their contexts nested. One that fails does
 * not keep the others from beginning or ending.
 */
export function together(...observers: readonly Observer[]): Observer {
  for (const observer of observers) demand('together', 'observers', observer)
  const all: Observer = (request) => {
    const failures: unknown[] = []
    const failed = (error: unknown): void => void failures.push(error)
    const late: PromiseLike<unknown>[] = []
    const attempt = <T>(run: () => T): T | undefined => {
      try {
        const answer = run()
        if (isPromise(answer)) late.push(answer.then(undefined, failed))
        return answer
      } catch (error) {
        failed(error)
        return undefined
      }
    }
    const raise = (): void => {
      if (failures.length > 0)
        throw failures.length === 1 ? failures[0] : new AggregateError(failures)
    }
    const ends = observers.map((observer) => attempt(() => observer(request)))
    return (end) => {
      for (const ended of ends.toReversed()) attempt(() => ended?.(end))
      // Untyped, or async where nobody was to answer: watcher hears a promise out.
      return late.length === 0 ? raise() : Promise.all(late).then(raise)
    }
  }
  const running = observers.filter((observer) => observer.run !== undefined)
  if (running.length > 0) {
    all.run = (request, next) =>
      running.reduceRight(
        (inner, observer) => () => observer.run?.(request, inner) as never,
        next,
      )()
  }
  return all
}

/** How {@link watcher} runs an observer. */
export interface WatcherOptions {
  /** Hears what an observer threw. @default prints to stderr */
  readonly onError?: OnError
}

/** An observer as an adapter runs it: nothing it does can break a request. */
export interface Watcher {
  /** The request begins; call what comes back once, when it has ended. */
  begin(request: GuardRequest): (end: Omit<RequestEnd, 'denied' | 'recorded'>) => void
  /** Runs what follows in the observer's context. */
  run<T>(request: GuardRequest, next: () => T): T
}

/** Contains an observer for an adapter, and adds how the request was decided. */
export function watcher(observer: Observer, options: WatcherOptions = {}): Watcher {
  demandOptions('core: watcher()', options, adapterOptions)
  const { onError = printError } = options
  return {
    begin(request) {
      const ended = contained(() => observer(request), onError, request)
      return (end) => {
        if (ended === undefined) return
        const note = decisionNote(request)
        contained(() => ended(note === undefined ? end : { ...end, ...note }), onError, request)
      }
    },
    run(request, next) {
      if (observer.run === undefined) return next()
      const handler = onlyOnce(next)
      // What the handler throws or rejects with is not the observer's failure.
      try {
        const answer: unknown = observer.run(request, handler.once)
        if (!handler.gave(answer)) {
          whenRejected(answer, async (error) => {
            if (!(await handler.rejectedWith(error))) tell(onError, error, request)
          })
        }
      } catch (error) {
        if (!handler.threw(error)) tell(onError, error, request)
      }
      // The handler's own outcome, and its first run if the observer has not called it.
      return handler.once()
    },
  }
}

interface OnlyOnce<T> {
  readonly once: () => T
  readonly gave: (answer: unknown) => boolean
  readonly threw: (error: unknown) => boolean
  readonly rejectedWith: (error: unknown) => Promise<boolean>
}

/** Runs what follows at most once, however often it is called: each call gives the one outcome. */
function onlyOnce<T>(next: () => T): OnlyOnce<T> {
  let outcome: { readonly value: T } | { readonly error: unknown } | undefined
  const once = (): T => {
    if (outcome === undefined) {
      try {
        outcome = { value: next() }
      } catch (error) {
        outcome = { error }
      }
    }
    if ('error' in outcome) throw outcome.error
    return outcome.value
  }
  const gave = (answer: unknown): boolean =>
    outcome !== undefined && 'value' in outcome && outcome.value === answer
  const threw = (error: unknown): boolean =>
    outcome !== undefined && 'error' in outcome && outcome.error === error
  const rejectedWith = async (error: unknown): Promise<boolean> => {
    if (outcome === undefined || 'error' in outcome) return threw(error)
    // A promise that has not settled loses, and cannot be where the error came from.
    return Promise.race([outcome.value, undefined]).then(
      () => false,
      (own) => own === error,
    )
  }
  return { once, gave, threw, rejectedWith }
}

function contained<T>(run: () => T, onError: OnError, request: GuardRequest): T | undefined {
  try {
    const answer = run()
    whenRejected(answer, (error) => tell(onError, error, request))
    return answer
  } catch (error) {
    tell(onError, error, request)
    return undefined
  }
}
