import { decoded } from './encoding.ts'
import type { KeyFacts } from './mac.ts'
import type { Scheme } from './scheme.ts'
import { isShared } from './secret-form.ts'
import { listOf, textOf, type WebhookSecrets } from './secrets.ts'

const shortest = 16
const fewestLetters = 6
// What documentation and templates put where a secret belongs. Not what chance may put into a random text.
const placeholder =
  /(?<![a-z\d])your|example|change.?me|placeholder|webhook.?secret|^<.*>$|password|x{8}/i

/**
 * Throws for a secret that somebody could guess: whoever has one delivery can try them without
 * asking anybody. Only of secrets that are shared: a public key is none.
 */
export function demandStrong(
  { id, mac, secret }: Pick<Scheme, 'id' | 'mac' | 'secret'>,
  secrets: WebhookSecrets,
  service: string = id,
): void {
  if (!isShared(mac)) return
  for (const { id: name, value } of listOf(secrets)) {
    const text = textOf(value)
    if (text !== text.trim()) {
      throw new RangeError(
        `webhook-auth: the secret "${name}" of ${service} begins or ends with white space: was it read from a file?`,
      )
    }
    const key = keyOf(secret, text)
    const weakness = weaknessOf(key, text)
    if (weakness === undefined) continue
    throw new RangeError(
      `webhook-auth: the secret "${name}" of ${service} can be guessed, as it ${weakness}: take a random one (openssl rand -hex 32)`,
    )
  }
}

function weaknessOf(key: string | Uint8Array, text: string): string | undefined {
  if (key.length < shortest) return `is shorter than ${shortest}`
  if (new Set<string | number>(key).size < fewestLetters) {
    return `has fewer than ${fewestLetters} different characters`
  }
  return placeholder.test(text) ? 'has the words of a template' : undefined
}

/** What is secret of it: neither a prefix nor how it is written makes it longer. Whether it is well written is asked elsewhere. */
function keyOf(form: KeyFacts['secret'], text: string): string | Uint8Array {
  if (form === 'hex') return decoded(text, 'hex') ?? text
  if (form === 'base64') return decoded(text, 'base64') ?? text
  if (form === 'whsec') return decoded(text.replace(/^whsec_/, ''), 'base64') ?? text
  return text
}
