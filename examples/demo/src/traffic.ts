import { sign } from '@sallyport/webhook-auth'
import { github, trello } from '@sallyport/webhook-auth/schemes'
import type { Settings } from '@sallyport-examples/service'

/** One request. */
export interface Call {
  readonly path: string
  readonly init: RequestInit & { readonly headers: Readonly<Record<string, string>> }
}

/** Requests of one kind, sent one after the other, and what a newcomer may learn from them. */
export interface Stream {
  readonly what: string
  /** Those that are to be expected; any other is something to look at. */
  readonly expected: readonly number[]
  readonly calls: readonly Call[]
  /** Sends again what another system failed at, as senders of webhooks do. */
  readonly again?: number
}

/** Where the calls come from: what a proxy would say. Addresses of documentation, RFC 5737. */
const from = { client: '198.51.100.7', guesser: '198.51.100.66', denied: '203.0.113.9' } as const
/** Whose requests are stopped before anything else is asked. */
export const deniedNetwork = '203.0.113.0/24'

const many = <T>(count: number, make: (i: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, i) => make(i))

const post = (path: string, headers: Readonly<Record<string, string>>, body: string): Call => ({
  path,
  init: {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-forwarded-for': from.client,
      ...headers,
    },
    body,
  },
})

/** A few seconds of a service's life. */
export function traffic(key: string, settings: Settings): readonly Stream[] {
  return [...ofClients(key), ...ofSenders(settings)]
}

function ofClients(key: string): readonly Stream[] {
  const get = (token: string, address: string): Call => ({
    path: '/api/orders',
    init: { headers: { 'x-api-key': token, 'x-forwarded-for': address } },
  })
  return [
    {
      what: 'orders read with a key',
      expected: [200],
      calls: many(150, () => get(key, from.client)),
    },
    {
      what: 'orders placed with it',
      expected: [201],
      calls: many(30, (i) =>
        post('/api/orders', { 'x-api-key': key }, `{"item":"anvil","quantity":${i + 1}}`),
      ),
    },
    {
      what: 'wrong keys, until their address is stopped',
      expected: [401, 429],
      calls: many(14, (i) => get(`${key.slice(0, -4)}${1_000 + i}`, from.guesser)),
    },
    {
      what: 'a good key, from a blocked network',
      expected: [403],
      calls: many(8, () => get(key, from.denied)),
    },
  ]
}

function ofSenders({ githubSecret, trelloSecret, monitorSecret, publicUrl }: Settings) {
  const ofGithub = (i: number, signed?: string): Call => {
    const body = `{"action":"opened","number":${i}}`
    const { headers } = sign(github, { secret: githubSecret, body: signed ?? body })
    return post('/webhook/github', headers, body)
  }
  const ofTrello = (i: number): Call => {
    const body = `{"action":{"type":"updateCard","id":"card-${i}"}}`
    const callbackUrl = `${publicUrl}/webhook/trello`
    return post(
      '/webhook/trello',
      sign(trello, { secret: trelloSecret, body, callbackUrl }).headers,
      body,
    )
  }
  const monitored = { 'x-webhook-secret': monitorSecret.reveal() }
  const replayed = ofGithub(1)
  return [
    {
      what: 'webhooks of GitHub and Trello; a 502 is the slow system behind, and is sent again',
      expected: [200, 502],
      calls: many(60, (i) => (i % 3 === 0 ? ofTrello(i) : ofGithub(1_000 + i))),
      again: 3,
    },
    {
      what: 'forged webhooks: the signature is of another body',
      expected: [401],
      calls: many(12, (i) => ofGithub(i, '{"action":"closed"}')),
    },
    {
      what: 'one webhook sent six times, and handled once',
      expected: [200, 502],
      calls: many(6, () => replayed),
      again: 3,
    },
    {
      what: 'a flood from one sender, until its limit',
      expected: [200, 429, 502],
      calls: many(160, (i) => post('/webhook/monitor', monitored, `{"alert":${i}}`)),
    },
  ] satisfies readonly Stream[]
}
