import type { SignatureDenial } from '../catalog.ts'
import { defineScheme } from '../define-scheme.ts'
import type { Received } from '../delivery.ts'
import type { Outgoing, Pieces, Reading, Scheme, SignedDelivery } from '../scheme.ts'
import { readerOf } from '../source.ts'
import { utf8Text } from '../utf8.ts'
import { withValues } from '../with-values.ts'

const merchantReference = 'merchantReference'
/** What is signed, in this order; what is missing is empty. */
const fields: readonly string[] = [
  'pspReference',
  'originalReference',
  'merchantAccountCode',
  merchantReference,
  'amount.value',
  'amount.currency',
  'eventCode',
  'success',
]
const item = 'notificationItems.0.NotificationRequestItem'
const signature = {
  json: 'notificationItems.0.NotificationRequestItem.additionalData.hmacSignature',
}
const signatureOf = /* @__PURE__ */ readerOf(signature)

/**
 * Adyen's standard webhooks: eight fields of the one notification in a body, and nothing else of it. Several
 * notifications in one body are refused: each would have to be signed. Nothing but the merchant's reference
 * may have a colon, which is what separates the fields.
 */
export const adyen: Scheme = /* @__PURE__ */ defineScheme({
  id: 'adyen',
  sender: 'Adyen',
  mac: 'hmac-sha256',
  encoding: 'base64',
  secret: 'hex',
  covers: 'fields',
  signs:
    'pspReference, originalReference, merchantAccountCode, merchantReference, amount.value, amount.currency, eventCode and success, with colons',
  toleranceSeconds: null,
  deliveryId: 'signed',
  source:
    'https://docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures',
  sourceRead: '2026-11-21',
  evidence: 'vector',
  read: readAdyen,
  write: writeAdyen,
})

function readAdyen(received: Received): readonly Reading[] | SignatureDenial {
  const signatures = signatureOf(received)
  if (signatures === 'missing') return 'signature_missing'
  if (typeof signatures === 'string') return 'signature_malformed'
  const values = signedValues(received)
  if (values === undefined) return 'content_malformed'
  const [pspReference, , , , , , eventCode] = values
  // What Adyen calls a duplicate has both in common.
  const deliveryId = `${eventCode}:${pspReference}`
  return [{ signatures, signed: [values.join(':')], deliveryId }]
}

function signedValues(received: Pick<Received, 'json'>): readonly string[] | undefined {
  const body = received.json() as { readonly notificationItems?: unknown } | null | undefined
  const items = body?.notificationItems
  if (!Array.isArray(items) || items.length !== 1) return undefined
  const values: string[] = []
  for (const path of fields) {
    const value = textAt(body, `${item}.${path}`)
    if (value === undefined) return undefined
    if (value.includes(':') && path !== merchantReference) return undefined
    values.push(value)
  }
  return values
}

function textAt(body: unknown, path: string): string | undefined {
  let at = body
  for (const name of path.split('.')) {
    if (at === undefined || at === null) return ''
    if (typeof at !== 'object') return undefined
    at = Object.hasOwn(at, name) ? (at as Readonly<Record<string, unknown>>)[name] : undefined
  }
  if (at === undefined || at === null) return ''
  if (path.endsWith('.value')) return Number.isSafeInteger(at) ? `${at}` : undefined
  return typeof at === 'string' || typeof at === 'boolean' ? `${at}` : undefined
}

function writeAdyen({ body }: Outgoing, signed: (pieces: Pieces) => string): SignedDelivery {
  const whole: unknown = JSON.parse(utf8Text(body))
  const values = signedValues({ json: () => whole })
  if (values === undefined) {
    throw new TypeError('webhook-auth: adyen signs a body with exactly one NotificationRequestItem')
  }
  return withValues({ headers: {}, body }, [[signature, signed([values.join(':')])]])
}
