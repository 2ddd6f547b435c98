import {
  type AuditEventType,
  defineMetric,
  type MetricDefinition,
  type ReasonDefinition,
} from '@sallyport/core'

/** The reasons for which `fromNetwork` refuses. From outside they look alike. */
export const networkReasons: Readonly<Record<NetworkDenial, ReasonDefinition>> = {
  address_denied: {
    status: 403,
    meaning: 'The address is on the deny list.',
    remedy: 'Take it off the list, or let its entry expire.',
  },
  address_not_allowed: {
    status: 403,
    meaning: 'The address is not on the allow list.',
    remedy: 'Add its network to the list.',
  },
  address_unknown: {
    status: 403,
    meaning: 'There is no address, or what a proxy sent is none.',
    remedy: 'Check `trustedProxies` and what the proxy writes into the header.',
  },
}

/** Why `fromNetwork` refuses. */
export type NetworkDenial = 'address_denied' | 'address_not_allowed' | 'address_unknown'

/** What lists record when they change. */
export const networkEvents: Readonly<Record<'added' | 'removed' | 'replaced', AuditEventType>> = {
  added: {
    type: 'network.entries_added',
    help: 'Addresses or networks were added to a list.',
    aliases: ['ip_blocked'],
  },
  removed: {
    type: 'network.entries_removed',
    help: 'Addresses or networks were taken off a list.',
  },
  replaced: { type: 'network.list_replaced', help: 'A list was replaced as a whole.' },
}

/** What lists measure. */
export const networkMetrics: {
  readonly changes: MetricDefinition<{
    readonly list: string
    readonly change: 'added' | 'removed' | 'replaced'
  }>
  readonly entries: MetricDefinition<{ readonly list: string }>
} = {
  changes: defineMetric({
    id: 'network.list_changes',
    kind: 'counter',
    unit: '1',
    help: 'Changes of network lists at run time.',
    labels: { list: 'open', change: ['added', 'removed', 'replaced'] },
  }),
  entries: defineMetric({
    id: 'network.list_entries',
    kind: 'gauge',
    unit: '1',
    help: 'Entries of a network list after its last change.',
    labels: { list: 'open' },
  }),
}
