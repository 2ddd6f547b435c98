import { deepStrictEqual, strictEqual } from 'node:assert/strict'
import { decider, every, type Guard, type GuardRequest } from '@sallyport/core'
import { defineScopes, type Scopes } from './define-scopes.ts'
import type { Grants } from './grants.ts'
import { requireScopes } from './require-scopes.ts'

/** Someone who is known to hold something: a request of theirs, and the guard that is to recognise it. */
export interface Identified {
  readonly guard: Guard<{ readonly grants: Grants }>
  readonly request: GuardRequest
}

/** One thing to be proved, for any test runner. Rejects when it is not so. */
export interface IdentityCase {
  readonly name: string
  run(): Promise<void>
}

/**
 * What `requireScopes` takes for granted of a guard that says who asks: that its grants are of the
 * registry, and are what this caller was given and nothing else.
 *
 * @param scopes - A registry of at least two scopes.
 * @param identify - Stores someone new with these texts, however that is done. The second argument is a
 * registry that knows all of them, for storage that refuses what its registry does not know: of an
 * earlier release, which had a scope that `scopes` has no longer.
 *
 * @example
 * ```ts
 * import { allow } from '@sallyport/core'
 * import { testRequest } from '@sallyport/core/testing'
 * import { defineScopes } from '@sallyport/scopes'
 * import { identityCases } from '@sallyport/scopes/testing'
 *
 * const scopes = defineScopes({ scopes: ['orders:read', 'orders:write'] })
 * const cases = identityCases(scopes, (texts) => ({
 *   guard: (request) => allow({ grants: scopes.read(request.header('x-scopes')) }),
 *   request: testRequest({ headers: { 'x-scopes': texts.join(' ') } }),
 * }))
 * for (const { run } of cases) await run()
 * console.log(cases.length) // prints: 5
 * ```
 */
export function identityCases(
  scopes: Scopes,
  identify: (texts: readonly string[], storedBy: Scopes) => Identified | Promise<Identified>,
): readonly IdentityCase[] {
  const [one, other] = scopes.names
  if (one === undefined || other === undefined) {
    throw new RangeError(`scopes: identityCases() needs two scopes, got ${scopes.names.length}`)
  }
  const before: Scopes = defineScopes({ scopes: [...scopes.names, gone] })
  const expectAnswers = async (
    who: Identified,
    expected: Readonly<Record<string, Answer>>,
  ): Promise<void> => {
    for (const [scope, answer] of Object.entries(expected))
      strictEqual(await answerTo(who, scopes, scope), answer, `the requirement of ${scope}`)
    const allowed = Object.keys(expected).filter((scope) => expected[scope] === 'allowed')
    deepStrictEqual((await heldBy(who, scopes)).toSorted(), allowed.toSorted(), 'all that is held')
  }
  return [
    {
      name: 'a caller meets the requirement of each scope held, and of no other',
      async run() {
        await expectAnswers(await identify([one], scopes), { [one]: 'allowed', [other]: refused })
        await expectAnswers(await identify([other], scopes), { [one]: refused, [other]: 'allowed' })
        await expectAnswers(await identify([one, other], scopes), {
          [one]: 'allowed',
          [other]: 'allowed',
        })
      },
    },
    {
      name: 'a caller who was granted nothing is known, and refused',
      run: async () =>
        expectAnswers(await identify([], scopes), { [one]: refused, [other]: refused }),
    },
    {
      name: 'a stored text that the registry does not know grants nothing, and does no harm',
      run: async () =>
        expectAnswers(await identify([gone, other], before), {
          [one]: refused,
          [other]: 'allowed',
        }),
    },
    {
      name: 'callers who come at once are told apart',
      async run() {
        const [first, second] = await Promise.all([
          identify([one], scopes),
          identify([other], scopes),
        ])
        await Promise.all([
          expectAnswers(first, { [one]: 'allowed', [other]: refused }),
          expectAnswers(second, { [one]: refused, [other]: 'allowed' }),
          expectAnswers(first, { [other]: refused, [one]: 'allowed' }),
        ])
      },
    },
    {
      name: 'what happens to the list afterwards grants nothing',
      async run() {
        const texts = [one]
        const who = await identify(texts, scopes)
        texts.push(other)
        await expectAnswers(who, { [one]: 'allowed', [other]: refused })
      },
    },
  ]
}

// In no registry of anybody's.
const gone = 'no-such-scope:at-all'

type Answer = 'allowed' | typeof refused
const refused = 'insufficient_scope'

async function answerTo(
  { guard, request }: Identified,
  scopes: Scopes,
  scope: string,
): Promise<string> {
  const errors: unknown[] = []
  const whole = every(guard, requireScopes(scopes.allOf(scope)))
  const verdict = await decider(whole, { onError: (error) => void errors.push(error) })(request)
  if (errors.length > 0) throw errors[0]
  return verdict.ok ? 'allowed' : verdict.reason
}

async function heldBy({ guard, request }: Identified, scopes: Scopes): Promise<readonly string[]> {
  const verdict = await decider(guard)(request)
  return verdict.ok ? scopes.expand(verdict.value.grants) : []
}
