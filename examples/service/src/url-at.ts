/** The URL of who listens at an address and a port; an address of IPv6 stands in brackets. */
export const urlAt = (host: string, port: number): string =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`
