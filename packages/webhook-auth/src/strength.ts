import type { Scheme } from './scheme.ts'
import { listOf, textOf, type WebhookSecrets } from './secrets.ts'

const shortest = 16
const fewestLetters = 6
// What documentation and templates put where a secret belongs.
const placeholder = /your|example|change.?me|placeholder|webhook.?secret|<|>|password|x{8}/i

/**
 * Throws for a secret that somebody could guess: whoever has one delivery can try them without
 * asking anybody. Only of secrets that are shared: a public key is none.
 */
export function demandStrong(
  { id, mac }: Pick<Scheme, 'id' | 'mac'>,
  secrets: WebhookSecrets,
): void {
  if (!/^(hmac|keyed|token)/.test(mac)) return
  for (const { id: name, value } of listOf(secrets)) {
    const text = textOf(value)
    const isWeak =
      text.length < shortest || new Set(text).size < fewestLetters || placeholder.test(text)
    if (!isWeak) continue
    throw new RangeError(
      `webhook-auth: the secret "${name}" of ${id} can be guessed: take at least ${shortest} random characters (openssl rand -hex 32)`,
    )
  }
}
