import { systemClock } from '@sallyport/core'
import type { KeyedVerifier, KeySource } from '../key-source.ts'
import { isShared } from '../mac.ts'
import type { Scheme } from '../scheme.ts'
import { type ReadySecret, readySecrets, type WebhookSecret } from '../secrets.ts'
import { checkOf, refusals, type VerifierOptions } from '../verifier.ts'

/** A check that asks for the keys that a delivery names, and only once all else of it is right. */
export function keyedVerifier(
  keysFor: KeySource['keysFor'],
  scheme: Scheme,
  options: Omit<VerifierOptions, 'secrets'> = {},
): KeyedVerifier {
  const check = checkOf(scheme, options)
  if (isShared(scheme.mac)) {
    throw new TypeError(
      `webhook-auth: keys are fetched for public keys only, and ${scheme.id} shares a secret`,
    )
  }
  const { clock = systemClock } = options
  const readyKeys = keysReadyOnce(scheme)
  return async (delivery) => {
    const now = clock()
    const keys = new Map<string, readonly ReadySecret[]>()
    // Each turn asks for one key that none before asked for, of the few that a delivery can name.
    for (;;) {
      let wanted = ''
      const verdict = check(delivery, now, (keyId = '') => {
        const known = keys.get(keyId)
        if (known === undefined) wanted ||= keyId
        return known ?? []
      })
      if (wanted === '') return verdict
      try {
        keys.set(wanted, readyKeys(await keysFor(wanted)))
      } catch (cause) {
        return { ...refusals.keys_unavailable, shown: 'unavailable', cause }
      }
    }
  }
}

/** Makes keys ready, of the same list once. */
function keysReadyOnce(scheme: Scheme): (keys: readonly WebhookSecret[]) => readonly ReadySecret[] {
  const made = new WeakMap<object, readonly ReadySecret[]>()
  return (keys) => {
    const ready = made.get(keys) ?? keys.flatMap((key) => readyKey(scheme, key))
    made.set(keys, ready)
    return ready
  }
}

/** A key of another kind than the scheme's is none of its keys, whoever names it. */
function readyKey(scheme: Scheme, key: WebhookSecret): readonly ReadySecret[] {
  try {
    return readySecrets(scheme, [key])
  } catch {
    return []
  }
}
