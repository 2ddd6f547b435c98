import type { SignatureDenial } from '../catalog.ts'
import { crc32 } from '../crc32.ts'
import { defineScheme } from '../define-scheme.ts'
import type { Received } from '../delivery.ts'
import { demandKnown } from '../known-names.ts'
import type { Reading, Scheme } from '../scheme.ts'
import { parseTimestamp } from '../timestamp.ts'

/** What PayPal signs with each delivery. */
export interface PaypalOptions {
  /** Of the webhook, as PayPal's dashboard shows it; of its simulator `WEBHOOK_ID`. */
  readonly webhookId: string
}

const idForm = /^[\w-]{1,64}$/
/** For so long PayPal tries again, and does not say whether with the same time. */
const threeDays = 259_200

/**
 * PayPal. Of the body it signs the CRC-32 alone, which anybody can make come out the same for another body: whoever
 * has one delivery can put any payload under its signature. So take from it which object to ask PayPal's API for, and
 * nothing else. Its certificates are fetched by `paypalKeys` of `/keys`.
 *
 * @throws RangeError for what is no id of a webhook.
 */
export function paypal(options: PaypalOptions): Scheme {
  demandKnown('paypal()', options, 'webhookId')
  const { webhookId } = options
  if (!idForm.test(webhookId)) {
    throw new RangeError(
      `webhook-auth: "webhookId" must be as PayPal shows it, got ${JSON.stringify(webhookId)}`,
    )
  }
  return defineScheme({
    id: 'paypal',
    sender: 'PayPal',
    mac: 'rsa-sha256',
    secret: 'pem',
    encoding: 'base64',
    covers: 'none',
    signs: 'id, time, webhook id and CRC-32 of the body, with bars',
    toleranceSeconds: threeDays,
    deliveryId: 'signed',
    source: 'https://developer.paypal.com/api/rest/webhooks/rest/',
    sourceRead: '2026-11-21',
    evidence: 'documentation',
    read: (received) => readPaypal(received, webhookId),
  })
}

const names = [
  ...['transmission-sig', 'transmission-id', 'transmission-time', 'cert-url', 'auth-algo'],
]

function readPaypal(received: Received, webhookId: string): readonly Reading[] | SignatureDenial {
  const values: string[] = []
  for (const name of names) {
    const [value, ...more] = received.header(`paypal-${name}`)
    if (value === undefined) return 'signature_missing'
    if (more.length > 0) return 'signature_repeated'
    values.push(value)
  }
  const [signature = '', deliveryId = '', time = '', keyId = '', algorithm] = values
  if (algorithm !== 'SHA256withRSA') return 'algorithm_refused'
  const timestamp = parseTimestamp(time, 'rfc3339')
  if (timestamp === undefined) return 'timestamp_malformed'
  // Nothing of it may be a bar: what stands between two of them could be moved.
  if (!idForm.test(deliveryId)) return 'content_malformed'
  const signed = [`${deliveryId}|${time}|${webhookId}|${crc32(received.body)}`]
  return [{ signatures: [signature], signed, timestamp, deliveryId, keyId }]
}
