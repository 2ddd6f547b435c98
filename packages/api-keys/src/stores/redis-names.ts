import type { KeyRecord } from '../record.ts'
import type { KeyQuery } from '../store.ts'

/** What the keys of a store in Redis are called. */
export interface RedisNames {
  /** A hash: the text of each record by id. */
  readonly records: string
  /** A hash: how each key was used, by id. */
  readonly uses: string
  /** The channel that tells of replaced records. */
  readonly replaced: string
  /** The sets of ids that a record belongs to, revoked or not. */
  indexesOf(record: KeyRecord): readonly string[]
  /** The set of an owner's keys that are not revoked. */
  unrevokedOf(record: KeyRecord): string
  /** The smallest set that has everything a query asks for. */
  indexFor(query: KeyQuery): string
}

/** All names of a store begin with its hash tag: on a cluster they are on one server. */
export function redisNames(prefix: string): RedisNames {
  // As JSON no two lists of parts look alike, and what is no Unicode stays what it is.
  const named = (kind: string, ...parts: readonly string[]): string =>
    `{${prefix}}:${kind}:${JSON.stringify(parts)}`
  const all = `{${prefix}}:ids`
  const ofTenant = (tenant: string): string => named('ids:tenant', tenant)
  const ofOwner = ({ kind, id }: KeyRecord['owner']): string => named('ids:owner', kind, id)
  const ofBoth = (tenant: string, { kind, id }: KeyRecord['owner']): string =>
    named('ids:tenant-owner', tenant, kind, id)
  const ofParent = (parent: string): string => named('ids:parent', parent)
  return {
    records: `{${prefix}}:records`,
    uses: `{${prefix}}:uses`,
    replaced: `{${prefix}}:replaced`,
    indexesOf: ({ tenant, owner, parent }) => [
      ...[all, ofTenant(tenant), ofOwner(owner), ofBoth(tenant, owner)],
      ...(parent === null ? [] : [ofParent(parent)]),
    ],
    unrevokedOf: ({ tenant, owner: { kind, id } }) => named('unrevoked', tenant, kind, id),
    indexFor({ tenant, owner, parent }) {
      if (parent !== undefined) return ofParent(parent)
      if (owner === undefined) return tenant === undefined ? all : ofTenant(tenant)
      return tenant === undefined ? ofOwner(owner) : ofBoth(tenant, owner)
    },
  }
}
