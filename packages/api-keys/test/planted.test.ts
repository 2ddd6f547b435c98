import { type KeyRecord, type KeyStore, memoryKeyStore } from '@sallyport/api-keys'
import { describe, expect, it } from 'vitest'
import { openFamily } from './support/family.ts'
import { ada, lateStore, openTestKeys, refusal } from './support/open-test-keys.ts'

const by = { actor: ada }
const spoilt =
  /^TypeError: api-keys: the store gave a record that is no key's: "id" is wrong, of key /

/** A store in which the row of one id holds what another's should. */
function planted(): KeyStore & { readonly rows: Map<string, (record: KeyRecord) => KeyRecord> } {
  const inner = memoryKeyStore()
  const rows = new Map<string, (record: KeyRecord) => KeyRecord>()
  return {
    ...inner,
    rows,
    get(id) {
      const record = inner.get(id) as KeyRecord | undefined
      return record && (rows.get(id)?.(record) ?? record)
    },
  }
}

/** The attacker's row says that it is the victim's, whose version it has. */
async function open(late = false) {
  const store = planted()
  const opened = openTestKeys({ store: late ? lateStore(store) : store })
  const [victim, attacker] = [await opened.issued({ tenant: 'v' }), await opened.issued()]
  store.rows.set(attacker.key.id, (record) => ({ ...record, id: victim.key.id, tenant: 'v' }))
  return { ...opened, victim, attacker }
}

describe('a record that lies under another id is spoilt', () => {
  it.each([false, true])('it lets nobody in; late: %s', async (late) => {
    const { attacker, outcome, victim } = await open(late)
    expect(await outcome(attacker.token.reveal())).toBe('key_store_unavailable')
    expect(await outcome(victim.token.reveal())).toBe('current')
  })

  it.each(['revoke', 'disable', 'enable', 'rotate', 'update'] as const)(
    '%s: what is done to it is done to nobody',
    async (act) => {
      const { attacker, keys, victim } = await open()
      expect(await refusal(keys[act](attacker.key.id, by))).toMatch(spoilt)
      expect(await keys.get(victim.key.id)).toEqual(victim.key)
    },
  )

  it('nor is it shown, nor does a leak of its token end another key', async () => {
    const { attacker, keys, victim } = await open()
    expect(await refusal(keys.get(attacker.key.id))).toMatch(spoilt)
    const error = await keys.reportLeak([attacker.token.reveal()], by).catch((caught) => caught)
    expect(String(error.errors)).toContain(attacker.key.id)
    expect(await keys.get(victim.key.id)).toEqual(victim.key)
  })
})

it('what lies under a parent’s id is no parent', async () => {
  const store = planted()
  const { identified, ids, issued, keys, tokens } = await openFamily({ store })
  const parent = await identified(tokens[1])
  await keys.disable(ids.grandchild, by)
  store.rows.set(ids.child, (record) => ({ ...record, id: ids.parent }))
  for (const act of [
    issued({ parent }),
    keys.enable(ids.grandchild, by),
    keys.update(ids.grandchild, { ...by, name: 'x' }),
  ]) {
    expect(await refusal(act)).toMatch(spoilt)
  }
  // What takes does so first.
  await refusal(keys.disable(ids.parent, by))
  expect((await keys.get(ids.parent))?.disabledAt).not.toBeNull()
})
