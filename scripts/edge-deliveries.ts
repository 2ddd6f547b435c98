import {
  constants,
  createHash,
  createHmac,
  generateKeyPairSync,
  type KeyObject,
  sign as signWith,
} from 'node:crypto'
import type { Outgoing, Pieces, Scheme } from '../packages/webhook-auth/src/index.ts'
import * as schemes from '../packages/webhook-auth/src/schemes.ts'

/** A signed delivery, as data that any runtime can read. */
export interface EdgeDelivery {
  readonly name: string
  /** The name of a scheme, and what it is made with. */
  readonly scheme: readonly [name: string, options?: object]
  readonly secrets: string
  readonly callbackUrl: string
  readonly now: number
  readonly headers: Readonly<Record<string, string>>
  /** Which of them has the signature. */
  readonly header: string
  readonly body: string
  readonly method: string
  readonly url: string
}

const shared = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
const callbackUrl = 'https://hooks.example/webhook/sender?team=1'
const now = 1_700_000_000_000

/** How the sender signs: `node:crypto`, so that nothing of what is tested signs what it is tested with. */
type Signing = (content: Buffer) => Buffer

const hmac =
  (name: string): Signing =>
  (content) =>
    createHmac(name, shared).update(content).digest()

const ed = generateKeyPairSync('ed25519')
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 })

const pem = (key: KeyObject): string => key.export({ format: 'pem', type: 'spki' }).toString()
const spki = (key: KeyObject): string =>
  key.export({ format: 'der', type: 'spki' }).toString('base64')
const hexOf = (key: KeyObject): string =>
  Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url').toString('hex')
const pss = (saltLength: number): Signing => {
  const padding = constants.RSA_PKCS1_PSS_PADDING
  return (content) => signWith('sha512', content, { key: rsa.privateKey, padding, saltLength })
}
const raw: Signing = (content) =>
  signWith('sha256', content, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' })

const message = 'httpMessageSignature'
const kinds: readonly (readonly [EdgeDelivery['scheme'], string, Signing])[] = [
  [['github'], shared, hmac('sha256')],
  [['trello'], shared, hmac('sha1')],
  [['convoy', { hash: 'SHA512', encoding: 'base64' }], shared, hmac('sha512')],
  [
    ['hubspotV2'],
    shared,
    (content) => createHash('sha256').update(shared).update(content).digest(),
  ],
  [['netlify'], shared, hmac('sha256')],
  [['discord'], hexOf(ed.publicKey), (content) => signWith(null, content, ed.privateKey)],
  [['sendgrid'], spki(ec.publicKey), (content) => signWith('sha256', content, ec.privateKey)],
  [['wise'], pem(rsa.publicKey), (content) => signWith('sha256', content, rsa.privateKey)],
  [[message, { algorithm: 'hmac-sha256' }], shared, hmac('sha256')],
  [[message, { algorithm: 'ecdsa-p256-sha256' }], pem(ec.publicKey), raw],
  [[message, { algorithm: 'rsa-pss-sha512' }], pem(rsa.publicKey), pss(64)],
  [
    [message, { algorithm: 'rsa-pss-sha512' }],
    pem(rsa.publicKey),
    pss(constants.RSA_PSS_SALTLEN_MAX_SIGN),
  ],
]

/** A delivery of each kind of signature, with keys that are new each time. */
export const edgeDeliveries = (): readonly EdgeDelivery[] =>
  kinds.map(([scheme, secrets, signing]) => deliveryOf(scheme, secrets, signing))

function deliveryOf(
  [name, options]: EdgeDelivery['scheme'],
  secrets: string,
  signing: Signing,
): EdgeDelivery {
  const scheme = schemeOf(name, options)
  const url = '/webhook/sender?team=1'
  const outgoing: Outgoing = {
    body: Buffer.from('{"id":"evt_1"}'),
    ...{ method: 'POST', url, callbackUrl, timestamp: now, deliveryId: 'd-1' },
    digest: (hash, of, encoding) => createHash(hash).update(of).digest(encoding),
  }
  const marker: string[] = []
  const signature = (signed: Pieces): string => {
    const content = Buffer.concat(signed.map((piece) => Buffer.from(piece as string)))
    const text = signing(content).toString(scheme.encoding as 'hex')
    marker.push(text)
    return text
  }
  const made = scheme.write?.(outgoing, signature)
  if (made === undefined) throw new Error(`${name} cannot be written`)
  const header = Object.keys(made.headers).find((one) =>
    made.headers[one]?.includes(marker[0] ?? ''),
  )
  if (header === undefined) throw new Error(`${name} has its signature in no header`)
  const { headers, method = 'POST' } = made
  const body = Buffer.from(made.body).toString()
  const label = `${name} (${scheme.mac})`
  const given = { secrets, callbackUrl, now, headers, header, body, method, url: made.url ?? url }
  return { name: label, scheme: options ? [name, options] : [name], ...given }
}

function schemeOf(name: string, options: object | undefined): Scheme {
  const exported = (schemes as Readonly<Record<string, unknown>>)[name]
  return typeof exported === 'function' ? exported(options) : (exported as Scheme)
}
