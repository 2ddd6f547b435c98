import { type AuditLogOptions, pseudonyms } from '@sallyport/audit-chain'
import type { AuditEvent, AuditParty, Secret } from '@sallyport/core'
import { truncateAddress } from '@sallyport/network'

/** What of people is not written down as it is. */
export interface Hiding {
  /** For the log's options. */
  readonly written: Pick<AuditLogOptions, 'address' | 'party'>
  /** For what stands in an event's own fields, of which the log knows nothing. */
  readonly hide: (event: AuditEvent) => AuditEvent
}

// Whose ids are no person's: names of this service, and keys, whose owners are hidden themselves.
const plainKinds = [
  ...['service', 'system', 'limit', 'network_list', 'key', 'flag', 'dependency'],
  ...['admin', 'reader'],
]

/** People under pseudonyms and addresses cut short, when there is a key; else everything as it is. */
export function hiding(key: Secret | undefined): Hiding {
  if (key === undefined) return { written: {}, hide: (event) => event }
  const party = pseudonyms({ keys: [{ id: 'PSEUDONYM_KEY', value: key }], plainKinds })
  const person = (id: string): string => party({ kind: 'user', id }).id
  const hidden = ({ owner, key: limited, asked, ...event }: Own): object => ({
    ...event,
    ...(owner && { owner: party(owner) }),
    // A limit's key is an address where it is not a name.
    ...(limited !== undefined && { key: truncateAddress(limited) ?? limited }),
    // Whoever searches for a person writes their name.
    ...(asked && {
      asked: {
        ...asked,
        ...(asked.actor !== undefined && { actor: person(asked.actor) }),
        ...(asked.target !== undefined && { target: person(asked.target) }),
      },
    }),
  })
  return {
    written: { party, address: (text) => truncateAddress(text) },
    hide: (event) =>
      typeof event.event === 'object' && event.event !== null
        ? { ...event, event: hidden(event.event) }
        : event,
  }
}

/** The fields of this service's events that speak of people. */
interface Own {
  readonly owner?: AuditParty
  readonly key?: string
  readonly asked?: { readonly actor?: string; readonly target?: string }
}
