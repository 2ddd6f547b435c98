import { every, type Guard, type GuardRequest } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import {
  defineScheme,
  type Scheme,
  type SignedWebhook,
  sign,
  signedBy,
  type VerifierOptions,
} from '@sallyport/webhook-auth'

const facts = {
  mac: 'hmac-sha256',
  encoding: 'hex',
  source: 'https://sender.example/webhooks',
  evidence: 'documentation',
} as const

/** Signs a time, and so signs anew each time it tries; no id. */
export const timed: Scheme = defineScheme({
  ...{ ...facts, id: 'timed', sender: 'Timed' },
  signature: { header: 'x-signature' },
  timestamp: { header: 'x-time', unit: 'ms' },
  signed: '{timestamp}.{body}',
  deliveryId: { header: 'x-id' },
})
/** Signs the body alone: the same bytes each time it tries. */
export const bodyOnly: Scheme = defineScheme({
  ...{ ...facts, id: 'body-only', sender: 'Body' },
  signature: { header: 'x-signature' },
  signed: '{body}',
  deliveryId: { header: 'x-id' },
})
/** As Standard Webhooks: the id stays over all attempts, the time does not. */
export const withId: Scheme = defineScheme({
  ...{ ...facts, id: 'with-id', sender: 'Id' },
  signature: { header: 'x-signature' },
  timestamp: { header: 'x-time', unit: 'ms' },
  signed: '{id}.{timestamp}.{body}',
  deliveryId: { header: 'x-id' },
})
/** Shows a secret, and signs nothing. */
export const token: Scheme = defineScheme({
  ...{ ...facts, id: 'token', sender: 'Token', mac: 'token', encoding: 'text' },
  signature: { header: 'x-token' },
  signed: '',
  covers: 'none',
})

export const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'

/** What a test says of a delivery. */
export interface SentAs {
  readonly body?: string
  readonly timestamp?: number
  readonly deliveryId?: string
  /** What somebody on the way adds, or changes. */
  readonly headers?: Readonly<Record<string, string>>
}

/** A request that brings a delivery. */
export function sent(scheme: Scheme, as: SentAs = {}): GuardRequest {
  const { body = '{"event":1}', headers, ...rest } = as
  const delivery = sign(scheme, { secret, body, deliveryId: 'd1', ...rest })
  return testRequest({ method: 'POST', ...delivery, headers: { ...delivery.headers, ...headers } })
}

/** A route of one sender: its signature, then the guard. */
export const route = (
  scheme: Scheme,
  guard: Guard<object, string, SignedWebhook>,
  options: Partial<VerifierOptions> & { readonly service?: string } = {},
): Guard<object, string> => every(signedBy(scheme, { secrets: secret, ...options }), guard)
