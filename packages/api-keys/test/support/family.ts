import type { ApiKeysOptions, Identified, KeyLimit, KeyView } from '@sallyport/api-keys'
import { limits } from '@sallyport/limits'
import { openTestKeys, start, type TestKeys } from './open-test-keys.ts'

/** Where the keys of a family may be used. */
export const ip = '10.1.0.1'
/** The parent's limit. */
export const calls: KeyLimit = { name: 'calls', policy: { kind: 'quota', limit: 5, period: 'day' } }
/** The child's limit. */
export const few: KeyLimit = { name: 'few', policy: { kind: 'quota', limit: 2, period: 'day' } }

/** A key, the key it has minted, and the key that this has minted. */
export interface Family extends TestKeys {
  readonly ids: Readonly<Record<'parent' | 'child' | 'grandchild', string>>
  /** From the parent to the grandchild. */
  readonly tokens: readonly string[]
  now(name: keyof Family['ids']): Promise<KeyView>
  identified(token: string | undefined): Promise<Identified>
  outcomes(): Promise<readonly string[]>
}

/** Opens keys, three of them issued. */
export async function openFamily(options: Partial<ApiKeysOptions> = {}): Promise<Family> {
  const opened = openTestKeys({ limits: limits({ policies: {} }), ...options })
  const { issued, keys } = opened
  const identified = async (token: string | undefined): Promise<Identified> => {
    const verdict = await keys.verify(token, { cost: 0, ip })
    if (!verdict.ok) throw new Error(verdict.reason)
    return verdict.value
  }
  const scopes = ['orders:read', 'orders:write', 'api_keys:mint']
  const networks = ['10.0.0.0/8', '192.0.2.0/24']
  const notBefore = start - 1_000
  const bounds = { scopes, networks, notBefore, expiresAt: start + 1_000 }
  const parent = await issued({ ...bounds, name: 'parent', limits: [calls] })
  const child = await issued({
    name: 'child',
    scopes,
    networks: ['10.1.0.0/16', '192.0.2.0/24'],
    limits: [few],
    parent: await identified(parent.token.reveal()),
  })
  const grandchild = await issued({
    name: 'grandchild',
    scopes,
    parent: await identified(child.token.reveal()),
  })
  const ids: Family['ids'] = {
    parent: parent.key.id,
    child: child.key.id,
    grandchild: grandchild.key.id,
  }
  const now = async (name: keyof Family['ids']) => {
    const key = await keys.get(ids[name])
    if (key === undefined) throw new Error('no such key')
    return key
  }
  const tokens = [parent, child, grandchild].map(({ token }) => token.reveal())
  const outcomes = () => Promise.all(tokens.map((token) => opened.outcome(token, { ip, cost: 0 })))
  return { ...opened, ids, now, identified, outcomes, tokens }
}
