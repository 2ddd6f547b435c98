import type { Settings } from '@sallyport-examples/service'
import { deniedNetwork } from './traffic.ts'

/** Asks the service as its administrator, and takes JSON for an answer. */
export type Ask = <T>(path: string, body?: object) => Promise<T>

export function asAdministrator(url: string, { adminToken }: Settings): Ask {
  const headers = {
    authorization: `Bearer ${adminToken.reveal()}`,
    'content-type': 'application/json',
  }
  return async (path, body) => {
    const reply = await fetch(
      url + path,
      body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) },
    )
    if (!reply.ok) throw new Error(`${path} was answered with ${reply.status}`)
    return reply.json() as Promise<never>
  }
}

/** Closes the door to a network, and issues a key. */
export async function prepare(ask: Ask): Promise<string> {
  await ask('/admin/blocked', { network: deniedNetwork })
  const { token } = await ask<{ readonly token: string }>('/admin/keys', {
    ...{ name: 'demo', tenant: 'demo', owner: { kind: 'user', id: 'newcomer' } },
    ...{ scopes: ['orders:read', 'orders:write'], expiresInDays: 1, requestsPerHour: 10_000 },
  })
  return token
}
