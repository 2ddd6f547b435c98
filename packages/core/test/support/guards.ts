import { runInNewContext } from 'node:vm'
import {
  type AnyGuard,
  allow,
  deny,
  type Guard,
  type GuardRequest,
  type Headers,
  type Verdict,
} from '@sallyport/core'

/** A guard that passes everyone. */
export const passes: Guard = () => allow()

/** A guard that proves this, and sets these headers. */
export const proves =
  <T extends object>(value: T, headers?: Headers): Guard<T, never> =>
  () =>
    allow(value, headers)

/** A guard that refuses everyone. */
export const refuses =
  <const R extends string>(reason: R, status = 403): Guard<object, R> =>
  () =>
    deny(reason, status)

/** The same guard, answering by a promise. */
export const later =
  <T extends object, R extends string, N extends object>(guard: Guard<T, R, N>): Guard<T, R, N> =>
  async (request, proved) =>
    guard(request, proved)

/** The same guard, answering by a promise that no `instanceof Promise` recognises. */
export const elsewhere =
  <T extends object, R extends string, N extends object>(guard: Guard<T, R, N>): Guard<T, R, N> =>
  (request, proved) =>
    foreignPromise.resolve(guard(request, proved))

const foreignPromise: PromiseConstructor = runInNewContext('Promise')

/** What untyped code may answer with. */
export const answers = (answer: unknown): Guard => (() => answer) as never

/** Notes in `seen` what had been proved when the guard was asked. */
export const noting = <G extends AnyGuard>(seen: object[], guard: G): G =>
  ((request: GuardRequest, proved: never) => {
    seen.push({ ...(proved as object) })
    return guard(request, proved)
  }) as G

/** Whether this is the verdict itself, not a promise of one. */
export const isNow = (answer: Verdict<object> | Promise<Verdict<object>>): boolean => 'ok' in answer
