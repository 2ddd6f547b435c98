import { definePolicy, type Policy, type PolicyDefinition } from '@sallyport/limits'
import { type NetworkList, networkList } from '@sallyport/network'
import type { Grants, Scopes } from '@sallyport/scopes'
import { type DigestWords, noDigest, wordsOf } from './digest.ts'
import type { KeyRecord } from './record.ts'
import { demandSound } from './sound-record.ts'
import { type KeyView, viewOf } from './view.ts'

/** A limit of a key, and whose count it is. */
export interface ReadyLimit {
  readonly policy: Policy
  readonly key: string
}

/** A record made ready to be verified against: once per record, not once per request. */
export interface ReadyKey {
  readonly record: KeyRecord
  /** Of its secrets; of no secret where there is none. */
  readonly current: DigestWords
  readonly previous: DigestWords
  readonly view: KeyView
  readonly grants: Grants
  readonly networks: NetworkList | undefined
  readonly limits: readonly ReadyLimit[]
}

/** Makes records ready, each once; throws for one that was spoilt, or is not of this id. Finds them again by their view. */
export interface Readier {
  ready(record: KeyRecord, id: string): ReadyKey
  /** What a key is limited by; for a view that was made elsewhere, what that says. */
  limitsOf(view: KeyView): readonly ReadyLimit[]
}

/** Makes an empty one. */
export function createReadier(scopes: Scopes): Readier {
  const limits = new WeakMap<KeyView, readonly ReadyLimit[]>()
  const known = new WeakMap<KeyRecord, ReadyKey>()
  const policyOf = createPolicies()
  return {
    limitsOf: (view) => limits.get(view) ?? readyLimits(view, policyOf),
    ready(record, id) {
      const before = known.get(record)
      if (before !== undefined && record.id === id) return before
      demandSound(record, id)
      const ready: ReadyKey = {
        record,
        ...digestsOf(record),
        view: viewOf(record),
        // A scope that is no longer in the registry grants nothing.
        grants: scopes.read(record.scopes),
        networks: record.networks === null ? undefined : networkList(record.networks),
        limits: readyLimits(record, policyOf),
      }
      known.set(record, ready)
      limits.set(ready.view, ready.limits)
      return ready
    },
  }
}

/** What tokens are compared with. */
export const digestsOf = ({
  current,
  previous,
}: KeyRecord): Pick<ReadyKey, 'current' | 'previous'> => ({
  current: wordsOf(current.digest),
  previous: previous === null ? noDigest : wordsOf(previous.digest),
})

type Limited = Pick<KeyRecord, 'id' | 'tenant' | 'owner' | 'limits'>

function readyLimits(
  { id, tenant, owner, limits }: Limited,
  policyOf: PolicyOf,
): readonly ReadyLimit[] {
  const ready = limits.map(({ name, policy, per = 'key', of }) => {
    const whose = {
      key: of ?? id,
      owner: `${escaped(owner.kind)}:${escaped(owner.id)}`,
      tenant: '',
    }
    // The tenant in braces: on a Redis cluster, all that one claim takes from lies together.
    const key = `{${escaped(tenant)}}${per}:${whose[per]}`
    return Object.freeze({ policy: policyOf(name, policy), key })
  })
  return Object.freeze(ready)
}

// Names that hold what parts the others could come to the same text, and share a count.
const escaped = (name: string): string => name.replace(/[%:{}]/g, encodeURIComponent)

type PolicyOf = (name: string, definition: PolicyDefinition) => Policy

const mostPolicies = 1_000

/** Policies, one for all keys that have the same: limits find what they count by it, at once where it asked last. */
function createPolicies(): PolicyOf {
  const made = new Map<string, Policy>()
  return (name, definition) => {
    const id = JSON.stringify([name, definition])
    const known = made.get(id)
    if (known !== undefined) return known
    if (made.size >= mostPolicies) made.clear()
    const policy = definePolicy(name, definition)
    made.set(id, policy)
    return policy
  }
}
