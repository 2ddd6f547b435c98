import { admin } from './opened-service.ts'

/** Any key of the service, and any secret of one. */
export const anyKey = /sallyport_live_\w{62}/

/** What to send for a key that may see and place orders. */
export const wanted = {
  name: 'ci',
  tenant: 't1',
  owner: { kind: 'user', id: 'ada' },
  scopes: ['orders:read', 'orders:write'],
}

/** An answer, read. */
export interface Answered {
  readonly status: number
  readonly headers: Response['headers']
  readonly text: string
  json(): ReturnType<typeof JSON.parse>
}

/** Sends JSON, and reads what is answered. */
export async function send(
  url: string,
  body?: object | string,
  headers: Record<string, string> = admin,
): Promise<Answered> {
  const reply = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'object' ? JSON.stringify(body) : (body ?? null),
  })
  const text = await reply.text()
  const json = () => JSON.parse(text)
  return { status: reply.status, headers: reply.headers, text, json }
}

/** What was issued, with its token. */
export async function issuedKey(
  url: string,
  more: object = {},
): Promise<{ readonly token: string; readonly id: string }> {
  const reply = await send(`${url}/admin/keys`, { ...wanted, ...more })
  if (reply.status !== 201) throw new Error(`no key: ${reply.text}`)
  const { token, key } = reply.json()
  return { token, id: key.id }
}

/** The token of a key that was issued just now. */
export const issued = async (url: string): Promise<string> => (await issuedKey(url)).token
