import type { Json } from '@sallyport/core'
import { type ChangedBy, change } from './change.ts'
import {
  checkedLimits,
  checkedMetadata,
  checkedNetworks,
  checkedTime,
  plainText,
} from './checked.ts'
import { grantedTexts } from './granted-texts.ts'
import type { Keys } from './keys.ts'
import type { KeyLimit, KeyRecord } from './record.ts'
import { KeyChangeRefused } from './refused.ts'
import { type KeyView, viewOf } from './view.ts'

/** What is to be different. What is left out stays. */
export interface KeyUpdate<S extends string = string> extends ChangedBy {
  readonly name?: string
  readonly scopes?: readonly S[]
  /** @default 'frozen' */
  readonly expansion?: 'frozen' | 'live'
  /** Null for all. */
  readonly networks?: readonly string[] | null
  readonly limits?: readonly KeyLimit[]
  readonly metadata?: Json
  readonly expiresAt?: number | null
}

/** Changes what a key may do or is called. A revoked key stays as it is. */
export async function update(keys: Keys, id: string, wanted: KeyUpdate): Promise<KeyView> {
  const given = checkedUpdate(keys, wanted)
  const record = await change(keys, id, 'updated', wanted, 'record', (record) => {
    if (record.revokedAt !== null) throw new KeyChangeRefused('revoked', id)
    return { ...record, ...given }
  })
  return viewOf(record)
}

function checkedUpdate(keys: Keys, wanted: KeyUpdate): Partial<KeyRecord> {
  const { name, scopes, expansion = 'frozen', networks, limits, metadata, expiresAt } = wanted
  return {
    ...(name === undefined ? {} : { name: plainText('name', name, 100) }),
    ...(scopes === undefined ? {} : { scopes: grantedTexts(keys, scopes, expansion) }),
    ...(networks === undefined
      ? {}
      : { networks: networks === null ? null : checkedNetworks(networks) }),
    ...(limits === undefined ? {} : { limits: checkedLimits(limits) }),
    ...(metadata === undefined ? {} : { metadata: checkedMetadata(metadata) }),
    ...(expiresAt === undefined ? {} : { expiresAt: checkedTime('expiresAt', expiresAt) }),
  }
}
