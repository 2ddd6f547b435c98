import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import { type KeyRecord, type KeyStore, memoryKeyStore, requireKey } from '@sallyport/api-keys'
import { decider, denialReply, secret } from '@sallyport/core'
import { recordAudit, recordMetrics, testRequest } from '@sallyport/core/testing'
import { limits } from '@sallyport/limits'
import { expect, it } from 'vitest'
import { ada, all, openTestKeys } from './support/open-test-keys.ts'

const by = { actor: ada, reason: 'a test' }

/** Every way in which a value gets into a log. */
const shown = (value: unknown): string =>
  [
    inspect(value, { depth: 20, showHidden: true, getters: true }),
    JSON.stringify(value) ?? '',
    String((value as { stack?: string } | null)?.stack ?? ''),
    typeof value === 'object' && value !== null ? Object.keys(value).join() : String(value),
  ].join('\n')

async function everything() {
  const seen: unknown[] = []
  const metrics = recordMetrics()
  const measured: unknown[] = []
  const store = memoryKeyStore()
  const peppers = [{ id: 'p1', key: secret('canary-pepper-canary-pepper-canary') }]
  const opened = openTestKeys({
    store,
    pepper: peppers,
    limits: limits({ policies: {} }),
    metrics: { ...metrics, add: (...given) => void measured.push(given) },
  })
  const { issued, keys, audit } = opened
  const tokens: string[] = []
  const kept = async (issuing: ReturnType<typeof issued>) => {
    const one = await issuing
    tokens.push(one.token.reveal())
    seen.push(one, one.token, `${one.token}`, one.key)
    return one
  }
  const first = await kept(issued({ scopes: ['api_keys:mint'] }))
  const rotated = await kept(keys.rotate(first.key.id, by))
  const verdict = await keys.verify(rotated.token.reveal())
  if (!verdict.ok) throw new Error(verdict.reason)
  await kept(issued({ parent: verdict.value }))
  const other = await kept(issued({ name: 'other' }))
  return { ...opened, seen, measured, store, tokens, first, rotated, verdict, other, kept, audit }
}

/** What must be nowhere: tokens, their random parts, the digests, the pepper. */
function canaries(tokens: readonly string[], records: readonly KeyRecord[]): readonly string[] {
  const digests = records.flatMap(({ current, previous }) => [current.digest, previous?.digest])
  return [
    ...tokens.flatMap((token) => [token, token.slice(-49, -6)]),
    ...digests.filter((digest) => digest !== undefined),
    'canary-pepper',
  ]
}

const recordsOf = async (store: KeyStore): Promise<readonly KeyRecord[]> =>
  (await store.page({}, undefined, 10)).map(({ record }) => record)

it('no token, secret or digest in audit, metrics, errors, views, tables or answers', async () => {
  const { audit, first, keys, kept, measured, other, rotated, seen, store, tokens, verdict } =
    await everything()
  const decisions = recordAudit()
  const errors: unknown[] = []
  const decide = decider(requireKey(keys), {
    audit: decisions,
    onError: (error) => errors.push(error),
  })
  const records = [...(await recordsOf(store))]
  seen.push(keys, verdict, await keys.get(first.key.id), await all(keys.list()))
  seen.push(await all(keys.inventoryCsv()), await all(keys.expiringSoon({ withinMs: 1e12 })))
  const ask = async (text: string) => {
    const denied = await decide(testRequest({ headers: { 'x-api-key': text } }))
    seen.push(denied, denied.ok ? undefined : denialReply(denied))
    seen.push(await keys.verify(text, { tenant: 't2' }))
  }
  for (const token of tokens) for (const text of [token, `${token}x`]) await ask(text)
  const failing = [
    keys.rotate(first.key.id, by),
    keys.update(first.key.id, { ...by, name: '' }),
    keys.issue({ name: 'x', tenant: '', owner: ada, actor: ada }),
  ]
  for (const act of failing) seen.push(await act.catch((error: unknown) => error))
  const deliver = async () => Promise.reject(new Error('no post'))
  seen.push(await keys.rotateUnused({ ...by, days: 0, deliver }))
  seen.push(await keys.reportLeak([rotated.token.reveal()], by))
  await kept(keys.rotate(other.key.id, { ...by, graceMs: 0, force: true }))
  for (const token of tokens) await ask(token)
  records.push(...(await recordsOf(store)))
  const text = [seen, measured, audit.events, decisions.events, errors].map(shown).join('\n')
  const found = canaries(tokens, records).filter((canary) => text.includes(canary))
  expect(found).toEqual([])
  // The control: what may be seen is there, and so are the canaries where they belong.
  expect(text).toContain(first.key.id)
  expect(text).toContain(rotated.key.secretId)
  const kinds = canaries(tokens, records)
  expect(kinds.length).toBeGreaterThan(12)
  expect(kinds.filter((one) => shown(records).includes(one)).length).toBeGreaterThan(3)
})

it('nor of an imported key, whose SHA-256 was once known', async () => {
  const store = memoryKeyStore()
  const [old, other] = [`old_${'canary'.repeat(10)}`, `old_${'yranac'.repeat(10)}`]
  const digests = [old, other].map((text) => createHash('sha256').update(text).digest('hex'))
  const errors: unknown[] = []
  const { keys, audit } = openTestKeys({
    store,
    pepper: [{ id: 'p1', key: secret('canary-pepper-canary-pepper-canary') }],
    imported: (token) => (token === 'old_broken' ? JSON.parse('{') : token),
    onStoreError: (error) => void errors.push(error),
  })
  const [digest = '', unused = ''] = digests
  const wanted = { name: 'old', tenant: 't1', owner: ada, actor: ada, digest }
  const seen: unknown[] = [keys, await keys.importHashed(wanted)]
  const failing = [wanted, { ...wanted, digest: other }, { ...wanted, digest: unused, name: '' }]
  for (const one of failing) {
    seen.push(await keys.importHashed(one).catch((error: unknown) => error))
  }
  for (const text of [old, other, 'old_broken']) {
    seen.push(await keys.verify(text), await keys.verify(text, { tenant: 't2' }))
  }
  seen.push(await all(keys.list()), await all(keys.inventoryCsv()))
  seen.push(await keys.reportLeak([old], by))
  await keys.close()
  const kept = (await recordsOf(store)).map(({ current }) => current.digest)
  const text = [seen, audit.events, errors].map(shown).join('\n')
  const found = [old, other, ...digests, ...kept].filter((canary) => text.includes(canary))
  expect([found, kept.length]).toEqual([[], 1])
  expect(text).toContain('api_key.imported')
})

/** Whatever a verb rejects with, and what it caused. */
const rejected = (act: Promise<unknown>) =>
  act.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  )

it('nor in what minting, narrowing and each refusal of a change say, or a store that fails', async () => {
  const { audit, first, issued, keys, measured, other, rotated, store, tokens, verdict } =
    await everything()
  const parent = verdict.value
  const records = await recordsOf(store)
  const seen: unknown[] = [parent]
  const child = await issued({ parent, scopes: ['api_keys:mint'] })
  tokens.push(child.token.reveal())
  const small = await keys.verify(tokens[2])
  if (!small.ok) throw new Error(small.reason)
  const text = rotated.token.reveal()
  const acts = [
    issued({ parent, scopes: ['users:read'] }),
    issued({ parent, tenant: 't2' }),
    issued({ parent: small.value }),
    keys.update(child.key.id, { ...by, scopes: ['users:read'] }),
    keys.update(child.key.id, { ...by, expiresAt: null }),
    keys.rotate(rotated.key.id, { ...by }),
    keys.rotate('nobody', by),
    keys.rotate(other.key.id, { ...by, graceMs: -1 }),
    // A token where an id belongs.
    ...[keys.rotate(text, by), keys.revoke(text, by), keys.enable(text, by)],
    keys.update(text, { ...by, name: 'new' }),
    issued({ networks: ['10.0.0.0/33'] }),
    issued({ metadata: 'x'.repeat(5_000) }),
  ]
  for (const act of acts) seen.push(await rejected(act))
  await keys.update(first.key.id, { ...by, scopes: [] })
  await keys.disable(first.key.id, by)
  seen.push(await rejected(keys.enable(child.key.id, by)))
  await keys.revoke(first.key.id, by)
  for (const act of [keys.rotate(child.key.id, by), keys.enable(child.key.id, by)]) {
    seen.push(await rejected(act))
  }
  const told = [seen, measured, audit.events].map(shown).join('\n')
  const found = canaries(tokens, [...records, ...(await recordsOf(store))])
  expect(found.filter((canary) => told.includes(canary))).toEqual([])
  expect(told).toContain('not_a_subset')
  expect(told).toContain('may_not_mint')
  expect(told).toContain(child.key.id)
})
