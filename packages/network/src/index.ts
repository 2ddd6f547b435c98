export { type Address, parseAddress } from './address.ts'
export { formatAddress } from './format-address.ts'
export { type TruncateOptions, truncateAddress } from './truncate-address.ts'

export { isNetwork, type NetworkEntry } from './network-entry.ts'
export {
  type ChangedBy,
  type NetworkList,
  type NetworkListOptions,
  networkList,
} from './network-list.ts'

export { type FromNetworkOptions, fromNetwork } from './from-network.ts'
export { type ClientAddressOptions, clientAddress } from './client-address.ts'

export { type NetworkDenial, networkEvents, networkMetrics, networkReasons } from './catalog.ts'
