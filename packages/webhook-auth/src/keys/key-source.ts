import type { KeySource } from '../key-source.ts'
import { keyedVerifier } from './keyed-verifier.ts'

/**
 * A source of keys of your own. The id that it is asked for is text of whoever sends, and nothing of it is proved: it
 * must choose no host and no file, and neither fill a memory nor make you fetch without bound. Give the same list for
 * the same keys, so that they are made ready once; none for an id that there is not; and reject where you cannot tell.
 *
 * @example
 * ```ts
 * import { keySource } from '@sallyport/webhook-auth/keys'
 *
 * const known = new Map([['k1', [{ id: 'k1', value: 'a public key' }]]])
 * const source = keySource(async (keyId) => known.get(keyId) ?? [])
 * console.log((await source.keysFor('k1')).length, (await source.keysFor('k2')).length) // prints: 1 0
 * ```
 */
export const keySource = (keysFor: KeySource['keysFor']): KeySource => ({
  keysFor,
  verifier: (scheme, options) => keyedVerifier(keysFor, scheme, options),
})
