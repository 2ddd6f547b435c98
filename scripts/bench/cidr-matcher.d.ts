declare module 'cidr-matcher' {
  export default class CidrMatcher {
    constructor(networks: readonly string[])
    contains(address: string): boolean
  }
}
