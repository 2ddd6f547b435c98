import { createHmac } from 'node:crypto'

/** What the requests prove themselves with. */
export interface Proofs {
  /** Keys that orders are read with, and keys that they are placed with: what is read does not grow. */
  readonly readers: readonly string[]
  readonly writers: readonly string[]
  readonly githubSecret: string
  readonly adminToken: string
}

/** One request as it goes over the wire, and what it is to be answered with. */
export interface Shot {
  readonly text: string
  readonly status: number
}

const percent = {
  read: 50,
  place: 10,
  deliver: 25,
  again: 3,
  forged: 3,
  guess: 3,
  admin: 3,
} as const

/** Of a hundred requests: half read orders, a tenth place one, 25 are signed webhooks; nine are refused or come twice. */
export const trafficText: string = Object.entries({ ...percent, health: 3 })
  .map(([kind, share]) => `${kind} ${share} %`)
  .join(', ')

/** How much later a delivery comes again: when it has been handled. Where one was sent, as kinds take turns. */
const later = 530

/**
 * The n-th request. None of a kind is like another, except for what is to come twice; of `distinct`, a multiple of a
 * hundred, so many are different, and then they come again.
 */
export function mixedTraffic(
  { readers, writers, githubSecret, adminToken }: Proofs,
  run: string,
  distinct: number = Number.MAX_SAFE_INTEGER,
): (n: number) => Shot {
  const key = (keys: readonly string[], n: number): string => keys[n % keys.length] ?? ''
  const kinds: Readonly<Record<keyof typeof percent, (n: number) => Shot>> = {
    read: (n) => get('/api/orders', `X-API-Key: ${key(readers, n)}`, 200),
    place: (n) =>
      post(
        '/api/orders',
        `X-API-Key: ${key(writers, n)}`,
        `{"item":"anvil","quantity":${1 + (n % 9)}}`,
        201,
      ),
    deliver: (n) => delivery(githubSecret, `${run}-${n}`, 200),
    again: (n) => delivery(githubSecret, `${run}-${n - later}`, 200),
    forged: (n) => delivery('forged', `${run}-${n}`, 401),
    // From a place of its own: who guesses ten times from one is stopped before the key is looked at.
    guess: (n) =>
      get(
        '/api/orders',
        `X-API-Key: ${key(readers, n).slice(0, -4)}0000\r\nX-Forwarded-For: ${place(n)}`,
        401,
      ),
    admin: () => get('/admin/whoami', `Authorization: Bearer ${adminToken}`, 200),
  }
  const order = Object.entries(percent).flatMap(([kind, share]) =>
    Array.from({ length: share }, () => kinds[kind as keyof typeof percent]),
  )
  const health = (): Shot => get('/health', 'X-Probe: 1', 200)
  // 37 and 100 have no divisor in common: all hundred come, and kinds take turns.
  return (n) => (order[((n % 100) * 37) % 100] ?? health)(n % distinct)
}

const place = (n: number): string => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`

const get = (path: string, headers: string, status: number): Shot => ({
  status,
  text: `GET ${path} HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n`,
})

const post = (path: string, headers: string, body: string, status: number): Shot => ({
  status,
  text: `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n${headers}\r\n\r\n${body}`,
})

function delivery(secret: string, id: string, status: number): Shot {
  const body = `{"action":"opened","id":"${id}","repository":{"full_name":"ada/engine"}}`
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  const headers = `X-GitHub-Delivery: ${id}\r\nX-Hub-Signature-256: sha256=${signature}`
  return post('/webhook/github', headers, body, status)
}
