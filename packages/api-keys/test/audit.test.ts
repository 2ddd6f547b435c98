import { apiKeyMetrics, type KeyStore, memoryKeyStore } from '@sallyport/api-keys'
import { describe, expect, it } from 'vitest'
import { openFamily } from './support/family.ts'
import { ada, openTestKeys, refusal, start, type TestKeys } from './support/open-test-keys.ts'

const by = { actor: ada }

const said = ({ audit }: Pick<TestKeys, 'audit'>): readonly string[] =>
  audit.events.map(({ type, outcome, reason = '' }) => `${type} ${outcome} ${reason}`.trim())

/** Keys whose store can be made to throw, before or after it has done what it was asked. */
function openBreaking() {
  const inner = memoryKeyStore()
  const broken = { is: false }
  const down = <T>(answer: T): T => {
    if (broken.is) throw new Error('connection reset')
    return answer
  }
  const store: KeyStore = {
    ...inner,
    insert: (record, most) => down(inner.insert(record, most)),
    replace: (record, version) => down(inner.replace(record, version)),
  }
  return { ...openTestKeys({ store }), broken }
}

describe('what nobody knows the outcome of is recorded as such', () => {
  it('an issue', async () => {
    const opened = openBreaking()
    opened.broken.is = true
    expect(await refusal(opened.issued())).toBe('Error: connection reset')
    expect(said(opened)).toEqual([
      'api_key.created success',
      'api_key.created error outcome_unknown',
    ])
  })

  it.each([
    ['rotate', 'rotated', ['success']],
    ['update', 'updated', ['success']],
    ['revoke', 'revoked', []],
    ['disable', 'disabled', []],
  ] as const)('%s', async (verb, act, before) => {
    const opened = openBreaking()
    const { key } = await opened.issued()
    opened.broken.is = true
    const given = verb === 'update' ? { ...by, name: 'x' } : by
    expect(await refusal(opened.keys[verb](key.id, given))).toBe('Error: connection reset')
    expect(said(opened).slice(1)).toEqual([
      ...before.map((outcome) => `api_key.${act} ${outcome}`),
      `api_key.${act} error outcome_unknown`,
    ])
  })

  it('the store’s error is what the caller hears, also where the record fails too', async () => {
    const opened = openBreaking()
    const { key } = await opened.issued()
    opened.broken.is = true
    opened.audit.record = () => {
      throw new Error('the disk is full')
    }
    expect(await refusal(opened.keys.revoke(key.id, by))).toBe('Error: connection reset')
  })
})

describe('what is refused is recorded and counted', () => {
  it('of a revoked key', async () => {
    const opened = openTestKeys()
    const { audit, issued, keys, metrics } = opened
    const { key } = await issued()
    await keys.revoke(key.id, by)
    await refusal(keys.rotate(key.id, { ...by, reason: 'as each month' }))
    await refusal(keys.update(key.id, { ...by, name: 'x' }))
    await refusal(keys.enable(key.id, by))
    await refusal(keys.disable(key.id, by))
    expect(said(opened).slice(2)).toEqual(
      ['rotated', 'updated', 'enabled', 'disabled'].map((act) => `api_key.${act} denied revoked`),
    )
    expect(audit.events[2]).toMatchObject({
      actor: ada,
      targets: [{ kind: 'key', id: key.id }],
      event: { tenant: 't1', owner: ada, stated_reason: 'as each month' },
    })
    const labels = { act: 'rotated', reason: 'revoked' } as const
    expect(metrics.value(apiKeyMetrics.refusals, labels)).toBe(1)
    expect(metrics.value(apiKeyMetrics.acts, { act: 'rotated' })).toBe(0)
  })

  it('of no key: nothing of what was sent is written down that may be a token', async () => {
    const opened = openTestKeys()
    const { token } = await opened.issued()
    await refusal(opened.keys.revoke('nobody', by))
    await refusal(opened.keys.revoke(token.reveal(), by))
    expect(said(opened).slice(1)).toEqual(Array(2).fill('api_key.revoked denied unknown'))
    const [, named, tokened] = opened.audit.events
    expect(named?.targets).toEqual([{ kind: 'key', id: 'nobody' }])
    expect(JSON.stringify(tokened)).not.toContain(token.reveal())
  })

  it('of a minting key: which asked, and for what', async () => {
    const family = await openFamily()
    const before = family.audit.events.length
    const parent = await family.identified(family.tokens[0])
    await refusal(family.issued({ parent, scopes: ['users:read'] }))
    await family.keys.update(family.ids.parent, { ...by, scopes: [] })
    await refusal(family.issued({ parent }))
    const { events } = family.audit
    const denied = events.slice(before).filter(({ outcome }) => outcome === 'denied')
    expect(denied.map(({ reason }) => reason)).toEqual(['not_a_subset', 'may_not_mint'])
    expect(denied[0]).toMatchObject({
      type: 'api_key.created',
      targets: [{ kind: 'key', id: family.ids.parent }],
      event: { scopes: ['users:read'], tenant: 't1' },
    })
  })

  it('of an owner with too many keys, and of a digest that is there already', async () => {
    const opened = openTestKeys({ maxPerOwner: 1 })
    const wanted = { digest: 'a'.repeat(64), name: 'ci', tenant: 't1', owner: ada, actor: ada }
    await opened.keys.importHashed(wanted)
    await refusal(opened.keys.importHashed(wanted))
    await refusal(opened.issued())
    const denied = said(opened).filter((text) => text.includes('failure'))
    expect(denied).toEqual([
      'api_key.imported failure conflict',
      'api_key.created failure too_many',
    ])
  })
})

describe('an event says what a key may do', () => {
  it('with its networks, limits and parent', async () => {
    const family = await openFamily()
    expect(family.audit.events[1]?.event).toMatchObject({
      parent: family.ids.parent,
      networks: ['10.1.0.0/16', '192.0.2.0/24'],
      limits: [{ name: 'calls', of: family.ids.parent }, { name: 'few' }],
      not_before: start - 1_000,
    })
  })

  it('and of an update what changed', async () => {
    const { audit, issued, keys } = openTestKeys()
    const { key } = await issued({ networks: ['10.0.0.0/8'] })
    await keys.update(key.id, { ...by, networks: null, name: 'ci', expiresAt: null })
    expect(audit.events.at(-1)?.event).toMatchObject({
      networks: null,
      changed: ['networks', 'expires_at'],
    })
  })
})

describe('who did it must be said', () => {
  const nobody = [undefined, null, 'ada', {}, { kind: 'user' }, { kind: '', id: 'ada' }, () => ada]
  const verbs = ['revoke', 'disable', 'enable', 'rotate', 'update'] as const

  it.each(nobody)('by %j', async (actor) => {
    const { audit, issued, keys } = openTestKeys()
    const { key } = await issued()
    const deliver = async () => {}
    for (const given of [{ actor }, undefined] as never[]) {
      const many = given && { ...(given as object), days: 0, deliver }
      const acts = [
        ...verbs.map((verb) => keys[verb](key.id, given)),
        keys.revokeAll({ tenant: 't1' }, given),
        keys.reportLeak([], given),
        keys.rotateUnused(many as never),
        keys.issue(given && { name: 'ci', tenant: 't1', owner: ada, ...(given as object) }),
        keys.importHashed(given),
      ]
      for (const act of acts) {
        expect(await refusal(act)).toMatch(/^TypeError: api-keys: "actor" must be \{ kind, id \}/)
      }
    }
    expect(await keys.get(key.id)).toEqual(key)
    expect(audit.events).toHaveLength(1)
  })

  it('whose key it is, too', async () => {
    const { issued } = openTestKeys()
    for (const owner of [undefined, null, 'ada'] as never[]) {
      expect(await refusal(issued({ owner }))).toMatch(
        /^TypeError: api-keys: "owner" must be \{ kind, id \}/,
      )
    }
  })
})
