import { every, type Guard, type Nothing } from '@sallyport/core'
import {
  type Claimed,
  definePolicy,
  failures,
  inFlight,
  type LimitDenial,
  type LimitReason,
  type LimitState,
  type LimitStore,
  type limitReasons,
  limits,
  memoryLimitStore,
  rateLimit,
} from '@sallyport/limits'
import { describe, expectTypeOf, it } from 'vitest'

declare const away: LimitStore
declare const wrong: Guard<Nothing, 'wrong'>
const policies = {
  api: { kind: 'rate', limit: 60, windowMs: 60_000 },
  login: { kind: 'exact', limit: 5, windowMs: 900_000 },
} as const
const here = limits({ policies })
const there = limits({ policies, store: away })

describe('names of policies', () => {
  it('that do not exist do not compile', () => {
    // @ts-expect-error misspelt
    here.check('apj', 'a')
    // @ts-expect-error misspelt
    here.claim([{ policy: 'logins', key: 'a' }])
    // @ts-expect-error misspelt
    here.peek('Api', 'a')
    // @ts-expect-error misspelt
    void here.forget('', 'a')
    // @ts-expect-error misspelt
    rateLimit(here, { policies: ['apis'] })
    // @ts-expect-error misspelt
    failures(here, { policy: 'signin' })
    // @ts-expect-error misspelt
    inFlight(here, { policy: 'room' })
    // @ts-expect-error misspelt
    here.tally().apj
    // @ts-expect-error misspelt
    here.policies.apj
  })

  it('are known in what comes back', () => {
    expectTypeOf(here.check('api', 'a').policy.name).toEqualTypeOf<'api' | 'login'>()
    expectTypeOf(here.tally()).toHaveProperty('login')
  })

  it('may be a policy of the key’s own', () => {
    here.check(definePolicy('api', { kind: 'rate', limit: 1, windowMs: 1 }), 'a')
  })
})

describe('answers', () => {
  it('of the memory store come at once', () => {
    type Names = 'api' | 'login'
    expectTypeOf(here.check('api', 'a')).toEqualTypeOf<LimitState<Names>>()
    expectTypeOf(here.peek('api', 'a')).toEqualTypeOf<LimitState<Names>>()
    expectTypeOf(here.claim([])).toEqualTypeOf<Claimed<Names>>()
    const given = limits({ policies, store: memoryLimitStore() })
    expectTypeOf(given.check('api', 'a')).toEqualTypeOf<LimitState<Names>>()
  })

  it('of another store may come later', () => {
    expectTypeOf(there.check('api', 'a')).toEqualTypeOf<
      LimitState<'api' | 'login'> | Promise<LimitState<'api' | 'login'>>
    >()
    // @ts-expect-error it may be a promise
    there.check('api', 'a').ok
  })
})

describe('options', () => {
  it('that are wrong do not compile', () => {
    // @ts-expect-error a rate has a window
    limits({ policies: { api: { kind: 'rate', limit: 1 } } })
    // @ts-expect-error no such kind
    limits({ policies: { api: { kind: 'fixed', limit: 1, windowMs: 1 } } })
    // @ts-expect-error no such period
    limits({ policies: { api: { kind: 'quota', limit: 1, period: 'minute' } } })
    // @ts-expect-error no such way
    limits({ policies, onStoreError: 'open' })
    // @ts-expect-error no such mode
    rateLimit(here, { mode: 'dry-run' })
    // @ts-expect-error no such headers
    rateLimit(here, { headers: 'draft-8' })
    // @ts-expect-error a cost is a number
    here.check('api', 'a', '1')
    // @ts-expect-error a key is text
    here.check('api', 1)
  })
})

describe('guards', () => {
  it('refuse for the reasons of the catalog, and need what `by` reads', () => {
    expectTypeOf(rateLimit(here)).toEqualTypeOf<Guard<Nothing, LimitDenial, Nothing>>()
    expectTypeOf<keyof typeof limitReasons>().toEqualTypeOf<LimitDenial>()
    expectTypeOf<LimitReason | 'limit_key_missing'>().toEqualTypeOf<LimitDenial>()
    const byUser = rateLimit(here, { by: (_, { user }: { readonly user: string }) => user })
    expectTypeOf(every(byUser)).toEqualTypeOf<
      Guard<Nothing, LimitDenial, { readonly user: string }>
    >()
    const around = failures(here, { policy: 'login' })
    expectTypeOf(around.around(wrong)).toEqualTypeOf<Guard<Nothing, 'wrong' | LimitDenial>>()
  })
})
