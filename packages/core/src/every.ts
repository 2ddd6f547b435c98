import { demand } from './demand.ts'
import type { AnyGuard, Guard, GuardRequest, NeedOf, ProofOf, ReasonOf } from './guard.ts'
import { isPromise } from './is-promise.ts'
import { mergeHeaders } from './reply.ts'
import { type Allowed, allow, type Denied, type Nothing, nothing, type Verdict } from './verdict.ts'

/**
 * All of these guards, in order: the first denial wins, and what they prove adds up. A guard may
 * need what an earlier one proved; what none proved is still needed from outside. Stays synchronous
 * while its guards are. Without guards it allows and proves nothing.
 *
 * Put what consumes something (a limit, a quota, a replay claim) last, so that a request refused
 * for another reason has consumed nothing.
 *
 * @example
 * ```ts
 * import { allow, deny, every, type Guard } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 *
 * const fromHome: Guard<object, 'not_home'> = ({ ip }) =>
 *   ip === '127.0.0.1' ? allow() : deny('not_home', 403)
 * const versioned: Guard<{ version: number }, 'bad_version'> = (request) => {
 *   const version = Number(request.header('x-version'))
 *   return version > 0 ? allow({ version }) : deny('bad_version', 400)
 * }
 * const verdict = await every(fromHome, versioned)(
 *   testRequest({ peer: '127.0.0.1', headers: { 'x-version': '2' } }),
 *   {},
 * )
 * console.log(verdict.ok && verdict.value.version) // prints: 2
 * ```
 */
export function every<const G extends readonly AnyGuard[]>(
  ...guards: G & Checked<G>
): Guard<SumOf<G>, ReasonOf<G[number]>, StillNeeded<G>>
export function every(...guards: readonly Loose[]): Loose {
  for (const guard of guards) demand('every', 'guards', guard)
  return (request, proved) => walk(guards, 0, request, proved, pass)
}

/** A proof of the same name twice would silently replace the first, so its guard does not compile. */
type Checked<G extends readonly unknown[], Known = Nothing> = number extends G['length']
  ? unknown
  : G extends readonly [infer Head, ...infer Tail]
    ? [Fresh<Known, Head>, ...Listed<Checked<Tail, Known & ProofOf<Head>>>]
    : []
type Fresh<Known, G> =
  Extract<KeyOfAny<Known>, KeyOfAny<ProofOf<G>>> extends infer K extends string
    ? [K] extends [never]
      ? G
      : `"${K}" is already proved by an earlier guard`
    : G
type KeyOfAny<T> = T extends unknown ? keyof T : never
type Listed<L> = L extends readonly unknown[] ? L : []

type SumOf<G extends readonly unknown[], Sum = unknown> = G extends readonly [
  infer Head,
  ...infer Tail,
]
  ? SumOf<Tail, Sum & ProofOf<Head>>
  : unknown extends Sum
    ? Nothing
    : Flat<Sum>

type StillNeeded<
  G extends readonly unknown[],
  Known = Nothing,
  Need = Nothing,
> = number extends G['length']
  ? NeedOf<G[number]>
  : G extends readonly [infer Head, ...infer Tail]
    ? StillNeeded<Tail, Known & ProofOf<Head>, Need & Unmet<NeedOf<Head>, Known>>
    : Flat<Need>

// `[Known]`: what only one arm of a union proves is not proved, so the conditional must not distribute.
type Unmet<Need, Known> = {
  [K in keyof Need as [Known] extends [{ [P in K]: Need[K] }] ? never : K]: Need[K]
}

/** Written out as one object, for hovers. */
export type Flat<T> = { [K in keyof T]: T[K] } & {}

type Loose = Guard<object, string, object>
type Answered = Verdict<object> | Promise<Verdict<object>>

const pass: Allowed<object> = allow()

/**
 * `proved` is all that is known so far, `sum` only what these guards added. Two functions and no
 * closure between them: a closure that captures the loop costs half as much again per decision.
 */
function walk(
  guards: readonly Loose[],
  start: number,
  request: GuardRequest,
  proved: object,
  sum: Allowed<object>,
): Answered {
  for (let i = start; i < guards.length; i++) {
    const answer = (guards[i] as Loose)(request, proved) as Verdict<object>
    if (answer === pass) continue
    if (answer?.ok === true) {
      sum = add(sum, answer)
      proved = proved === nothing ? answer.value : { ...proved, ...answer.value }
    } else if (answer?.ok === false) {
      return refused(answer, sum)
    } else {
      if (!isPromise(answer)) throw noVerdict(i + 1)
      return resume(answer, guards, i + 1, request, proved, sum)
    }
  }
  return sum
}

async function resume(
  pending: PromiseLike<Verdict<object>>,
  guards: readonly Loose[],
  next: number,
  request: GuardRequest,
  proved: object,
  sum: Allowed<object>,
): Promise<Verdict<object>> {
  const answer = await pending
  if (answer === pass) return walk(guards, next, request, proved, sum)
  if (answer?.ok === false) return refused(answer, sum)
  if (answer?.ok !== true) throw noVerdict(next)
  return walk(guards, next, request, { ...proved, ...answer.value }, add(sum, answer))
}

const noVerdict = (guard: number): TypeError =>
  new TypeError(
    `core: guard ${guard} of every() must answer with a verdict: return allow() or deny()`,
  )

function add(sum: Allowed<object>, answer: Allowed<object>): Allowed<object> {
  if (sum === pass) return answer
  const value = { ...sum.value, ...answer.value }
  const headers =
    sum.headers && answer.headers
      ? mergeHeaders(sum.headers, answer.headers)
      : (sum.headers ?? answer.headers)
  return headers === undefined ? { ok: true, value } : { ok: true, value, headers }
}

const refused = (answer: Denied, sum: Allowed<object>): Denied =>
  sum === pass ? answer : { ...answer, proved: { ...sum.value, ...answer.proved } }
