import { isSecret } from '@sallyport/core'
import type { Candidate } from './candidate.ts'
import { unsaidProfile } from './check-required.ts'
import { sourceOf } from './offers.ts'
import { weaknessOf } from './weak-secret.ts'

/** In production no secret is a placeholder, or easily guessed. */
export function checkSecrets(candidate: Candidate): void {
  const { definition, gathered, values, winners } = candidate
  for (const leaf of definition.plan.secrets) {
    if (gathered.failed.has(leaf)) continue
    // As it was given: what a transformation makes of it may not show it any more.
    const given = values[leaf.index] ?? leaf.default
    const known = [leaf.field.example, ...textsOf(leaf.default)]
    const [weakness] = textsOf(given).flatMap((text) => weaknessOf(text, known) ?? [])
    if (weakness === undefined) continue
    const offers = winners[leaf.index]
    gathered.fail(leaf, {
      code: 'weak_secret',
      message: `${weakness}, and must not be in production`,
      source: offers ? sourceOf(offers, leaf) : { kind: 'default' },
      fix: `make one by chance, of 32 characters or more${unsaidProfile(candidate)}`,
    })
  }
}

/** The texts that a value holds: a secret's, each of a list's, each of an object's. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (isSecret(value)) {
    const revealed = value.reveal()
    return textsOf(revealed)
  }
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('latin1')]
  const isObject = typeof value === 'object' && value !== null
  return isObject ? Object.values(value).flatMap(textsOf) : []
}
