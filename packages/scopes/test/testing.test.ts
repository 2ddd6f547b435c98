import { allow, deny, type Guard } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import { defineScopes, type Grants } from '@sallyport/scopes'
import { type Identified, type IdentityCase, identityCases } from '@sallyport/scopes/testing'
import { describe, expect, it } from 'vitest'

const scopes = defineScopes({ scopes: ['orders:read', 'orders:write', 'users:read'] })
const request = testRequest()
const as = (grants: () => Grants): Identified => ({
  guard: () => allow({ grants: grants() }),
  request,
})

const failing = async (cases: readonly IdentityCase[]): Promise<readonly string[]> => {
  const outcomes = await Promise.allSettled(cases.map(({ run }) => run()))
  return cases.filter((_, i) => outcomes[i]?.status === 'rejected').map(({ name }) => name)
}

describe('identityCases', () => {
  describe('pass for a guard that reads what it stored', () => {
    const cases = identityCases(scopes, async (texts) => {
      const grants = scopes.read(texts)
      const late: Guard<{ readonly grants: Grants }> = async () => allow({ grants })
      return { guard: late, request }
    })
    it.each(cases)('$name', ({ run }) => run())
  })

  describe('pass where storing refuses what its registry does not know', () => {
    const cases = identityCases(scopes, (texts, storedBy) => {
      const stored = storedBy.expand(texts)
      return as(() => scopes.read(stored))
    })
    it.each(cases)('$name', ({ run }) => run())
  })

  it('fail, each of them, for a guard that makes its mistake', async () => {
    const wide = () => as(() => scopes.grant('**'))
    expect(await failing(identityCases(scopes, wide))).toHaveLength(5)

    const more = (texts: readonly string[]) => {
      const grants = scopes.read([...texts, 'users:read'])
      return as(() => grants)
    }
    expect(await failing(identityCases(scopes, more))).toHaveLength(5)

    const other = defineScopes({ scopes: ['orders:read', 'orders:write'] })
    const foreign = (texts: readonly string[]) => as(() => other.read(texts))
    expect(await failing(identityCases(scopes, foreign))).toHaveLength(5)

    const anonymous = (texts: readonly string[]): Identified => {
      const grants = scopes.read(texts)
      return texts.length === 0 ? { guard: () => deny('unknown', 401), request } : as(() => grants)
    }
    expect(await failing(identityCases(scopes, anonymous))).toEqual([
      'a caller who was granted nothing is known, and refused',
    ])

    const late = (texts: readonly string[]) => as(() => scopes.read(texts))
    expect(await failing(identityCases(scopes, late))).toEqual([
      'what happens to the list afterwards grants nothing',
    ])

    const strict = (texts: readonly string[]) => {
      const copy = [...texts]
      return as(() => scopes.grant(...(copy as never[])))
    }
    expect(await failing(identityCases(scopes, strict))).toEqual([
      'a stored text that the registry does not know grants nothing, and does no harm',
    ])

    let last: Grants
    const forgetful = (texts: readonly string[]) => {
      last = scopes.read(texts)
      return as(() => last)
    }
    const [, , , apart] = identityCases(scopes, forgetful)
    await expect(apart?.run()).rejects.toThrow(/the requirement of orders:/)
  })

  it('need two scopes', () => {
    const one = defineScopes({ scopes: ['a'] })
    expect(() => identityCases(one, () => as(() => one.grant()))).toThrow(
      'scopes: identityCases() needs two scopes, got 1',
    )
  })
})
