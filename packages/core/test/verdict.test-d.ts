import {
  type Allowed,
  allow,
  type Denied,
  deny,
  type Guard,
  type GuardRequest,
  type NeedOf,
  type Nothing,
  type ProofOf,
  type ReasonOf,
  type Verdict,
} from '@sallyport/core'
import { describe, expectTypeOf, it } from 'vitest'

describe('a verdict', () => {
  it('is told apart by `ok`', () => {
    const verdict = {} as Verdict<{ user: string }, 'a' | 'b'>
    if (verdict.ok) expectTypeOf(verdict.value).toEqualTypeOf<{ user: string }>()
    else expectTypeOf(verdict.reason).toEqualTypeOf<'a' | 'b'>()
    // @ts-expect-error nobody knows yet
    verdict.value
  })

  it('keeps the word of a denial', () => {
    expectTypeOf(deny('no_key', 401)).toEqualTypeOf<Denied<'no_key'>>()
    expectTypeOf(deny('no_key', 401)).toExtend<Verdict<Nothing, 'no_key' | 'other'>>()
    expectTypeOf(deny('no_key', 401)).not.toExtend<Verdict<Nothing, 'other'>>()
  })

  it('keeps the type of a proof', () => {
    expectTypeOf(allow()).toEqualTypeOf<Allowed<Nothing>>()
    expectTypeOf(allow({ user: 'ada' })).toEqualTypeOf<Allowed<{ user: string }>>()
    // @ts-expect-error a proof has a name
    allow('ada')
    // @ts-expect-error what was proved is set by `every`
    deny('no_key', 401, { proved: {} })
  })
})

describe('of a guard', () => {
  type Sync = () => Denied<'a'> | Allowed<{ user: string }>
  type Late = (
    request: GuardRequest,
    proved: { key: string },
  ) => Promise<Denied<'b'> | Allowed<Nothing>>

  it('the proof, the reasons and the need can be named', () => {
    type Whole = Guard<{ user: string }, 'a' | 'b', { key: string }>
    expectTypeOf<ProofOf<Whole>>().toEqualTypeOf<{ user: string }>()
    expectTypeOf<ReasonOf<Whole>>().toEqualTypeOf<'a' | 'b'>()
    expectTypeOf<NeedOf<Whole>>().toEqualTypeOf<{ key: string }>()
  })

  it('they are inferred from whatever has a guard’s shape', () => {
    expectTypeOf<ProofOf<Sync>>().toEqualTypeOf<{ user: string }>()
    expectTypeOf<ReasonOf<Sync>>().toEqualTypeOf<'a'>()
    expectTypeOf<NeedOf<Sync>>().toEqualTypeOf<Nothing>()
    expectTypeOf<ReasonOf<Late>>().toEqualTypeOf<'b'>()
    expectTypeOf<NeedOf<Late>>().toEqualTypeOf<{ key: string }>()
    expectTypeOf<ReasonOf<() => Allowed<Nothing>>>().toBeNever()
    expectTypeOf<ProofOf<() => Denied<'a'>>>().toBeNever()
  })
})
