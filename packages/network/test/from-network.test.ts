import { decider, denialReply, every } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import { fromNetwork, networkList, networkReasons } from '@sallyport/network'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const reasonFor = async (guard: ReturnType<typeof fromNetwork>, ip: string | undefined) => {
  const verdict = await guard(testRequest({ ip }), {})
  return verdict.ok ? 'allowed' : verdict.reason
}

describe('fromNetwork', () => {
  it('deny beats allow; undefined is no rule; an empty allow list lets nobody in', async () => {
    const both = fromNetwork({ allow: ['10.0.0.0/8'], deny: ['10.9.0.0/16'] })
    expect(await reasonFor(both, '10.1.0.1')).toBe('allowed')
    expect(await reasonFor(both, '10.9.0.1')).toBe('address_denied')
    expect(await reasonFor(both, '11.0.0.1')).toBe('address_not_allowed')
    expect(await reasonFor(fromNetwork({ deny: ['10.0.0.0/8'] }), '11.0.0.1')).toBe('allowed')
    expect(await reasonFor(fromNetwork({ deny: [] }), '11.0.0.1')).toBe('allowed')
    expect(await reasonFor(fromNetwork({ allow: [] }), '10.0.0.1')).toBe('address_not_allowed')
    expect(
      await reasonFor(fromNetwork({ allow: ['10.0.0.0/8'], deny: undefined }), '10.0.0.1'),
    ).toBe('allowed')
  })

  it('refuses what has no address or none that can be read', async () => {
    for (const ip of [undefined, '', 'unknown', '10.0.0.1:80', '010.0.0.1', 'x'.repeat(10_000)]) {
      expect(await reasonFor(fromNetwork({ deny: [] }), ip)).toBe('address_unknown')
    }
  })

  it('looks the same from outside, whatever the reason', async () => {
    const guard = fromNetwork({ allow: ['10.0.0.0/8'], deny: ['10.9.0.0/16'] })
    const replies = []
    for (const ip of ['10.9.0.1', '11.0.0.1', undefined]) {
      const verdict = await guard(testRequest({ ip }), {})
      if (!verdict.ok) replies.push(denialReply(verdict))
    }
    expect(replies).toHaveLength(3)
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1)
    expect(replies[0]?.status).toBe(networkReasons.address_denied.status)
  })

  it('follows a list that changes', async () => {
    const blocked = networkList([])
    const guard = every(fromNetwork({ deny: blocked }))
    const decide = decider(guard)
    expect((await decide(testRequest({ ip: '192.0.2.7' }))).ok).toBe(true)
    await blocked.add(['192.0.2.7'])
    expect((await decide(testRequest({ ip: '192.0.2.7' }))).ok).toBe(false)
  })

  it('is synchronous, and never throws', () => {
    const guard = fromNetwork({ allow: ['0.0.0.0/0', '::/0'] })
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (ip) => {
        expect(guard(testRequest({ ip }), {})).toHaveProperty('ok')
      }),
    )
  })

  it('needs at least one rule, and good entries', () => {
    expect(() => fromNetwork({})).toThrow(/network: fromNetwork\(\) needs "allow" or "deny"/)
    expect(() => fromNetwork({ allow: ['10.0.0.0/99'] })).toThrow(/1 bad of 1/)
    for (const deny of [null, '10.0.0.0/8', new Set(['10.0.0.0/8']), 7]) {
      expect(() => fromNetwork({ deny: deny as never })).toThrow(
        /network: "deny" must be an array of entries or a networkList\(\), got/,
      )
    }
  })
})
