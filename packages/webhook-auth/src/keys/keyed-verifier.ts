import { checkerWithout, hearingOf, refusal, toldOf } from '../judge.ts'
import type { KeyedVerifier, KeySource } from '../key-source.ts'
import { type ReadyKey, readyKey } from '../mac.ts'
import type { Scheme } from '../scheme.ts'
import { isShared } from '../secret-form.ts'
import { type ReadySecret, readySecrets, type WebhookSecret } from '../secrets.ts'
import { engine, judge, troubleOf } from '../verifier.ts'
import type { VerifierOptions } from '../verifier-options.ts'

/** A check that asks for the keys that a delivery names, and only once all else of it is right. */
export function keyedVerifier(
  keysFor: KeySource['keysFor'],
  scheme: Scheme,
  options: Omit<VerifierOptions, 'secrets'> = {},
): KeyedVerifier {
  const checker = checkerWithout(engine, scheme, options)
  if (isShared(scheme.mac)) {
    throw new TypeError(
      `webhook-auth: keys are fetched for public keys only, and ${scheme.id} shares a secret`,
    )
  }
  const readyKeys = keysReadyOnce(scheme)
  return async (delivery) => {
    const hearing = hearingOf(checker, delivery, Buffer.from)
    if ('reason' in hearing) return hearing
    // Of each name once, of the few that a delivery can give.
    const known = new Map<string, Ready>()
    for (const reading of hearing.readings) {
      const { keyId = '' } = reading
      const trouble = troubleOf(checker, reading, hearing)
      if (trouble === undefined && !known.has(keyId)) {
        try {
          known.set(keyId, readyKeys(await keysFor(keyId)))
        } catch (cause) {
          return { ...refusal('keys_unavailable'), shown: 'unavailable', cause }
        }
      }
      const secrets = known.get(keyId) ?? []
      const verdict = trouble ?? judge({ ...checker, secrets }, reading, hearing)
      if (verdict.ok) return verdict
      hearing.refused = toldOf(hearing.refused, verdict)
    }
    return hearing.refused
  }
}

type Ready = readonly ReadySecret<ReadyKey>[]

/** Makes keys ready, of the same list once. */
function keysReadyOnce(scheme: Scheme): (keys: readonly WebhookSecret[]) => Ready {
  const made = new WeakMap<object, Ready>()
  return (keys) => {
    const ready = made.get(keys) ?? keys.flatMap((key) => keyOf(scheme, key))
    made.set(keys, ready)
    return ready
  }
}

/** A key of another kind than the scheme's is none of its keys, whoever names it. */
function keyOf(scheme: Scheme, key: WebhookSecret): Ready {
  try {
    return readySecrets([key], (text) => readyKey(scheme, text))
  } catch {
    return []
  }
}
