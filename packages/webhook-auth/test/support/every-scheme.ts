import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import {
  type Scheme,
  type SignedDelivery,
  sign,
  type Verifier,
  verifier,
} from '@sallyport/webhook-auth'
import * as schemes from '@sallyport/webhook-auth/schemes'

/** When everything is signed, unless it is said otherwise. */
export const now = 1_700_000_000_000
export const callbackUrl = 'https://hooks.example.com/webhook/sender?team=1'

const ed = generateKeyPairSync('ed25519').publicKey
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).publicKey
const raw = Buffer.from(ed.export({ format: 'jwk' }).x ?? '', 'base64url')

const publicKey = (mac: Scheme['mac']): KeyObject =>
  mac === 'ed25519' ? ed : mac.startsWith('ecdsa') ? ec : rsa

const secrets: Readonly<Record<Scheme['secret'], (mac: Scheme['mac']) => string>> = {
  utf8: () => 'd9f1c2a7b4e84c0f9a3b5d6e7f801234',
  hex: () => '0011223344556677889900aabbccddee',
  base64: () => 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  whsec: () => 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  pem: (mac) => publicKey(mac).export({ format: 'pem', type: 'spki' }).toString(),
  spki: (mac) => publicKey(mac).export({ format: 'der', type: 'spki' }).toString('base64'),
  'ed25519-hex': () => raw.toString('hex'),
  whpk: () => `whpk_${raw.toString('base64')}`,
}

/** A secret, or a public key, that fits a scheme. */
export const secretOf = ({ secret, mac }: Scheme): string => secrets[secret](mac)

/** Every scheme that is exported as it stands. */
export const everyScheme: readonly Scheme[] = (Object.values(schemes) as unknown[]).filter(
  // Among them may be functions that make schemes.
  (one): one is Scheme => typeof one === 'object' && one !== null && 'read' in one,
)

const item = { amount: { currency: 'EUR', value: 1 }, eventCode: 'A', success: 'true' }
/** A body that every scheme can sign. */
export const anyBody: string = JSON.stringify({
  signature: {},
  notificationItems: [{ NotificationRequestItem: item }],
  at: '2023-11-14T22:13:20Z',
})

/** With some of those that are made to an agreement. */
export const everyMade: readonly Scheme[] = [
  ...everyScheme,
  schemes.awsSns({ topics: ['arn:aws:sns:us-east-1:123456789012:*'] }),
  schemes.awsSnsV1({ topics: ['arn:aws:sns:us-east-1:123456789012:*'] }),
  schemes.paypal({ webhookId: '9XL90610J3647323C' }),
  schemes.convoy({ hash: 'SHA512', encoding: 'hex' }),
  schemes.grafana({ timestampHeader: 'x-grafana-time' }),
  schemes.httpMessageSignature({ algorithm: 'hmac-sha256' }),
  schemes.httpMessageSignature({ algorithm: 'ed25519', id: 'message-ed25519' }),
  schemes.httpMessageSignature({ algorithm: 'ecdsa-p256-sha256', id: 'message-ecdsa' }),
  schemes.httpMessageSignature({ algorithm: 'rsa-pss-sha512', id: 'message-rsa' }),
]

/** Those that can be signed here. */
export const everySigning: readonly Scheme[] = everyMade.filter(
  (scheme) => scheme.write !== undefined && /^(hmac|keyed|token)/.test(scheme.mac),
)

/** Of those, the ones that vouch for the whole body, whatever it is: Linear's has the time in it, as JSON. */
export const everyWhole: readonly Scheme[] = everySigning.filter(
  ({ id, covers, signs }) => covers === 'body' && signs.includes('{body}') && id !== 'linear',
)

/** Signs as the sender would, at `now`. */
export const signed = (
  scheme: Scheme,
  body: string | Uint8Array,
  at: number = now,
): SignedDelivery =>
  sign(scheme, { secret: secretOf(scheme), body, callbackUrl, timestamp: at, deliveryId: 'd-1' })

/** Checks, at a time of its own. */
export const checkOf = (scheme: Scheme, at: number = now): Verifier =>
  verifier(scheme, { secrets: secretOf(scheme), callbackUrl, clock: () => at })
