import { demand } from './demand.ts'
import type { Flat } from './every.ts'
import type { AnyGuard, Guard, GuardRequest, NeedOf, ProofOf, ReasonOf } from './guard.ts'
import { isPromise } from './is-promise.ts'
import type { Denied, Nothing, Verdict } from './verdict.ts'

/**
 * Any of these guards: tried in order, the first allowance wins. When all refuse, the gravest
 * status is the answer (503 before 429 before 403 before 401), the first of equals: a store that is
 * down must not read as a wrong key. A guard that throws or rejects fails the whole, closed.
 *
 * @example
 * ```ts
 * import { allow, anyOf, deny, type Guard } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 *
 * const byHeader = (name: string): Guard<{ token: string }, 'no_token'> => (request) => {
 *   const token = request.header(name)
 *   return token === undefined ? deny('no_token', 401) : allow({ token })
 * }
 * const token = anyOf(byHeader('x-new-token'), byHeader('x-old-token'))
 * const verdict = await token(testRequest({ headers: { 'x-old-token': 't' } }), {})
 * console.log(verdict.ok && verdict.value.token) // prints: t
 * ```
 */
export function anyOf<const G extends readonly [AnyGuard, ...AnyGuard[]]>(
  ...guards: G
): Guard<ProofOf<G[number]>, ReasonOf<G[number]>, AllNeeds<G>>
export function anyOf(...guards: readonly Loose[]): Loose {
  if (guards.length === 0) throw new TypeError('core: anyOf() needs at least one guard, got none')
  for (const guard of guards) demand('anyOf', 'guards', guard)
  return (request, proved) => walk(guards, 0, request, proved, undefined)
}

type AllNeeds<G extends readonly unknown[], Need = Nothing> = G extends readonly [
  infer Head,
  ...infer Tail,
]
  ? AllNeeds<Tail, Need & NeedOf<Head>>
  : Flat<Need>

type Loose = Guard<object, string, object>

function walk(
  guards: readonly Loose[],
  start: number,
  request: GuardRequest,
  proved: object,
  worst: Denied | undefined,
): Verdict<object> | Promise<Verdict<object>> {
  for (let i = start; i < guards.length; i++) {
    const answer = (guards[i] as Loose)(request, proved) as Verdict<object>
    if (answer?.ok === true) return answer
    if (answer?.ok === false) worst = graver(worst, answer)
    else if (isPromise(answer)) return resume(answer, guards, i + 1, request, proved, worst)
    else throw noVerdict(i + 1)
  }
  return worst as Denied
}

async function resume(
  pending: PromiseLike<Verdict<object>>,
  guards: readonly Loose[],
  next: number,
  request: GuardRequest,
  proved: object,
  worst: Denied | undefined,
): Promise<Verdict<object>> {
  const answer = await pending
  if (answer?.ok === true) return answer
  if (answer?.ok !== false) throw noVerdict(next)
  return walk(guards, next, request, proved, graver(worst, answer))
}

const noVerdict = (guard: number): TypeError =>
  new TypeError(
    `core: guard ${guard} of anyOf() must answer with a verdict: return allow() or deny()`,
  )

const graver = (worst: Denied | undefined, denied: Denied): Denied =>
  worst === undefined || denied.status > worst.status ? denied : worst
