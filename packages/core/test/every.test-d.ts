import {
  type AnyGuard,
  allow,
  anyOf,
  decider,
  deny,
  every,
  type Guard,
  type GuardRequest,
  type Nothing,
  type Verdict,
} from '@sallyport/core'
import { describe, expectTypeOf, it } from 'vitest'

interface Key {
  readonly id: string
}
declare const fromHome: Guard<Nothing, 'not_home'>
declare const requireKey: Guard<{ readonly key: Key }, 'unknown_key' | 'expired'>
declare const signed: Guard<{ readonly delivery: string }, 'bad_signature'>
declare const requireScopes: Guard<Nothing, 'insufficient_scope', { readonly key: Key }>
declare const limited: Guard<{ readonly left: number }, 'limited', { readonly key: Key }>
declare const needsText: Guard<Nothing, 'no', { readonly key: string }>

describe('every', () => {
  it('proves nothing and refuses nobody without guards', () => {
    expectTypeOf(every()).toEqualTypeOf<Guard<Nothing, never>>()
  })

  it('adds up proofs and unites reasons', () => {
    const guard = every(fromHome, requireKey, signed)
    expectTypeOf(guard).toEqualTypeOf<
      Guard<
        { readonly key: Key; readonly delivery: string },
        'not_home' | 'unknown_key' | 'expired' | 'bad_signature'
      >
    >()
  })

  it('adds up across nested ones', () => {
    expectTypeOf(every(every(fromHome, requireKey), every(every(signed)))).toEqualTypeOf<
      Guard<
        { readonly key: Key; readonly delivery: string },
        'not_home' | 'unknown_key' | 'expired' | 'bad_signature'
      >
    >()
  })

  it('takes guards written in place', async () => {
    const guard = every(
      () => allow({ user: 'ada' }),
      async (request: GuardRequest) =>
        request.method === 'GET' ? allow({ reads: true }) : deny('read_only', 405),
    )
    const verdict = await guard({} as GuardRequest, {})
    if (verdict.ok) expectTypeOf(verdict.value).toEqualTypeOf<{ user: string; reads: boolean }>()
    else expectTypeOf(verdict.reason).toEqualTypeOf<'read_only'>()
  })

  it('takes twelve', () => {
    const one = <const K extends string>(name: K): Guard<{ readonly [P in K]: number }, K> => {
      return () => deny(name, 403)
    }
    const guard = every(
      one('a'),
      one('b'),
      one('c'),
      one('d'),
      one('e'),
      one('f'),
      one('g'),
      one('h'),
      one('i'),
      one('j'),
      one('k'),
      one('l'),
    )
    type Names = 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l'
    expectTypeOf(guard).toEqualTypeOf<Guard<{ readonly [P in Names]: number }, Names>>()
  })

  it('does not compile when a name is proved twice', () => {
    // @ts-expect-error "key" is already proved
    every(requireKey, requireKey)
    // @ts-expect-error also with others between
    every(requireKey, fromHome, signed, requireKey)
    // @ts-expect-error also inside a nested one
    every(requireKey, every(fromHome, requireKey))
    // @ts-expect-error also when only one arm proves it
    every(anyOf(requireKey, signed), signed)
    // @ts-expect-error also when one arm of the later proves it
    every(signed, anyOf(requireKey, signed))
  })

  it('takes no one for a guard who gives no verdict', () => {
    // @ts-expect-error a boolean is no verdict
    every(fromHome, () => true)
    // @ts-expect-error nor is nothing
    every(() => {})
    // @ts-expect-error nor a promise of a boolean
    every(async () => true)
    // @ts-expect-error nor a guard a list of guards
    every([fromHome])
  })

  it('takes a list made at run time, whose proofs nobody can name', () => {
    const list: Guard<{ readonly key: Key }, 'a' | 'b'>[] = []
    expectTypeOf(every(...list)).toEqualTypeOf<Guard<Nothing, 'a' | 'b'>>()
    const needing: (typeof requireScopes)[] = []
    expectTypeOf(every(...needing)).toEqualTypeOf<
      Guard<Nothing, 'insufficient_scope', { readonly key: Key }>
    >()
    // @ts-expect-error so what it proves satisfies nobody
    decider(every(every(...list), requireScopes))
  })
})

describe('a need', () => {
  it('is satisfied by an earlier guard', () => {
    expectTypeOf(every(requireKey, requireScopes, limited)).toEqualTypeOf<
      Guard<
        { readonly key: Key; readonly left: number },
        'unknown_key' | 'expired' | 'insufficient_scope' | 'limited'
      >
    >()
  })

  it('stays when nobody satisfies it, and can be satisfied from outside', () => {
    const needy = every(fromHome, requireScopes)
    expectTypeOf(needy).toEqualTypeOf<
      Guard<Nothing, 'not_home' | 'insufficient_scope', { readonly key: Key }>
    >()
    expectTypeOf(every(requireKey, needy)).toEqualTypeOf<
      Guard<{ readonly key: Key }, 'unknown_key' | 'expired' | 'not_home' | 'insufficient_scope'>
    >()
  })

  it('is not satisfied by a later guard', () => {
    expectTypeOf(every(requireScopes, requireKey)).toEqualTypeOf<
      Guard<
        { readonly key: Key },
        'insufficient_scope' | 'unknown_key' | 'expired',
        { readonly key: Key }
      >
    >()
  })

  it('is not satisfied by a proof of another type', () => {
    const wrong = every(requireKey, needsText)
    expectTypeOf<{ readonly key: string }>().toExtend<Parameters<typeof wrong>[1]>()
    // @ts-expect-error the key is no text
    decider(wrong)
  })

  it('is not satisfied by a proof that only one arm makes', () => {
    const either = every(anyOf(requireKey, signed), requireScopes)
    expectTypeOf(either).parameter(1).toEqualTypeOf<{ readonly key: Key }>()
    // @ts-expect-error the signed arm proves no key
    decider(either)
    const both = every(anyOf(requireKey, every(signed, requireKey)), requireScopes)
    decider(both)
  })

  it('of several guards adds up', () => {
    const needsUser: Guard<Nothing, 'no_user', { readonly user: string }> = () => allow()
    expectTypeOf(every(needsUser, requireScopes)).toEqualTypeOf<
      Guard<Nothing, 'no_user' | 'insufficient_scope', { readonly user: string; readonly key: Key }>
    >()
  })
})

describe('anyOf', () => {
  it('proves what one of its guards does, and refuses for the reasons of all', async () => {
    const guard = anyOf(requireKey, signed, fromHome)
    expectTypeOf(guard).toEqualTypeOf<
      Guard<
        { readonly key: Key } | { readonly delivery: string } | Nothing,
        'unknown_key' | 'expired' | 'bad_signature' | 'not_home'
      >
    >()
    const verdict = await guard({} as GuardRequest, {})
    if (verdict.ok) {
      // @ts-expect-error perhaps it was the other guard
      verdict.value.key
      if ('key' in verdict.value) expectTypeOf(verdict.value.key).toEqualTypeOf<Key>()
    }
  })

  it('needs what any of them needs', () => {
    const guard = anyOf(requireScopes, fromHome)
    expectTypeOf(guard).parameter(1).toEqualTypeOf<{ readonly key: Key }>()
    // @ts-expect-error nobody proves the key
    decider(guard)
    decider(every(requireKey, guard))
  })

  it('wants one', () => {
    // @ts-expect-error none refuses nobody
    anyOf()
    const list: Guard[] = []
    // @ts-expect-error this may be none
    anyOf(...list)
  })
})

describe('decider', () => {
  it('takes no guard with unmet needs', () => {
    // @ts-expect-error nobody proves the key
    decider(requireScopes)
    // @ts-expect-error it is proved too late
    decider(every(requireScopes, requireKey))
    decider(every(requireKey, requireScopes))
  })

  it('answers for its guard’s reasons, or because something failed', async () => {
    const decide = decider(every(requireKey, requireScopes))
    const verdict = await decide({} as GuardRequest)
    expectTypeOf(verdict).toEqualTypeOf<
      Verdict<
        { readonly key: Key },
        'unknown_key' | 'expired' | 'insufficient_scope' | 'unavailable'
      >
    >()
    if (!verdict.ok) {
      // @ts-expect-error no such reason
      verdict.reason === 'unkown_key'
    }
  })

  it('describes from proofs that a denial may lack', () => {
    decider(every(requireKey, signed), {
      describe(proved) {
        expectTypeOf(proved).toEqualTypeOf<{
          readonly key?: Key
          readonly delivery?: string
        }>()
        // @ts-expect-error a denial may have come before the key
        proved.key.id
        return proved.key === undefined ? {} : { actor: { kind: 'key', id: proved.key.id } }
      },
    })
    // @ts-expect-error no such policy
    decider(fromHome, { whenAuditFails: 'ignore' })
    // @ts-expect-error no such option
    decider(fromHome, { onAuditFailure: 'deny' })
  })
})

describe('reasons', () => {
  it('can be switched over, each of them', async () => {
    const verdict = await decider(every(fromHome, requireKey))({} as GuardRequest)
    if (verdict.ok) return
    const { reason } = verdict
    switch (reason) {
      case 'not_home':
      case 'unknown_key':
      case 'expired':
      case 'unavailable':
        break
      default:
        expectTypeOf(reason).toBeNever()
    }
    switch (reason) {
      case 'not_home':
      case 'unknown_key':
      case 'unavailable':
        break
      default:
        expectTypeOf(reason).toEqualTypeOf<'expired'>()
    }
  })

  it('are the guard’s own, to the letter', () => {
    const guard: Guard<Nothing, 'not_home'> = ({ ip }) =>
      // @ts-expect-error a typo is another reason
      ip === undefined ? allow() : deny('not_hom', 403)
    expectTypeOf(guard).toExtend<AnyGuard>()
  })
})
