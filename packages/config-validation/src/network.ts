export { cidr, cidrList, ipAddress } from './fields/addresses.ts'
