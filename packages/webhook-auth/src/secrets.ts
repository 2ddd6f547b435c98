import { isSecret, type Secret } from '@sallyport/core'

/** One secret, or public key, of several that are accepted while they change. */
export interface WebhookSecret {
  /** Names it, in proofs and metrics: letters, digits, `.`, `_`, `:`, `/`, `+`, `=` and hyphens. */
  readonly id: string
  readonly value: Secret | string
  /** Before which it is not accepted, in milliseconds since the epoch. @default always */
  readonly notBefore?: number
  /** From when it is no longer accepted. @default never */
  readonly notAfter?: number
}

/** The secrets of a sender: one, or several by their ids. */
export type WebhookSecrets = Secret | string | readonly WebhookSecret[]

/** A secret, ready to check with. */
export interface ReadySecret<K> {
  readonly id: string
  readonly key: K
  readonly notBefore: number
  readonly notAfter: number
}

/** The most secrets of one sender: each costs a computation. */
const mostSecrets = 8
const idForm = /^[\w.:/+=-]{1,200}$/

/** Checks secrets and makes their keys. Throws RangeError, never with a secret in it. */
export function readySecrets<K>(
  secrets: WebhookSecrets,
  keyOf: (text: string) => K,
): readonly ReadySecret<K>[] {
  const list = listOf(secrets)
  if (list.length === 0 || list.length > mostSecrets) {
    throw new RangeError(
      `webhook-auth: "secrets" must be 1 to ${mostSecrets} of them, got ${list.length}`,
    )
  }
  const ids = new Set<string>()
  return list.map(({ id, value, notBefore = -Infinity, notAfter = Infinity }) => {
    if (!idForm.test(id) || ids.has(id)) {
      throw new RangeError(
        `webhook-auth: each secret needs an "id" of its own, got ${JSON.stringify(id)}`,
      )
    }
    ids.add(id)
    if (!(notBefore < notAfter)) {
      throw new RangeError(
        `webhook-auth: "${id}" must have "notBefore" before "notAfter", got ${notBefore} and ${notAfter}`,
      )
    }
    return { id, notBefore, notAfter, key: keyOf(textOf(value)) }
  })
}

/** Secrets as a list; one alone is called `default`. */
export function listOf(secrets: WebhookSecrets): readonly WebhookSecret[] {
  if (typeof secrets === 'string' || isSecret(secrets)) {
    return [{ id: 'default', value: secrets as Secret | string }]
  }
  if (Array.isArray(secrets)) return secrets
  throw new TypeError(
    `webhook-auth: "secrets" must be a secret or a list of { id, value }, got ${typeof secrets}`,
  )
}

/** The text of a secret. */
export function textOf(value: Secret | string): string {
  const text: unknown = typeof value === 'string' ? value : isSecret(value) ? value.reveal() : value
  if (typeof text === 'string') return text
  throw new TypeError(
    `webhook-auth: a secret must be text, wrapped by secret() or not, got ${typeof text}`,
  )
}
