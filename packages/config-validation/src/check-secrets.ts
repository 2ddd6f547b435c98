import { isSecret } from '@sallyport/core'
import type { Candidate } from './candidate.ts'
import { unsaidProfile } from './check-required.ts'
import { winnerOf } from './choose.ts'
import { fail } from './gathering.ts'
import { sourceOf } from './offers.ts'
import { weaknessOf } from './weak-secret.ts'

/** In production no secret is a placeholder, or easily guessed. */
export function checkSecrets(candidate: Candidate): void {
  const { definition, gathered, values } = candidate
  for (const leaf of definition.plan.secrets) {
    if (gathered.failed.includes(leaf)) continue
    // As it was given: what a transformation makes of it may not show it any more.
    const given = values[leaf.index] ?? leaf.default
    const known = [leaf.field.example, ...textsOf(leaf.default)]
    const isUrl = leaf.field.kind === 'url'
    const [weakness] = textsOf(given).flatMap((text) => {
      const guessed = isUrl && !known.includes(text) ? passwordIn(text) : text
      return guessed === '' ? [] : (weaknessOf(guessed, known) ?? [])
    })
    if (weakness === undefined) continue
    const offers = winnerOf(leaf, gathered.layers)
    fail(gathered, leaf, {
      code: 'weak_secret',
      message: `${weakness}, and must not be in production`,
      source: offers ? sourceOf(offers, leaf) : { kind: 'default' },
      fix: `make one by chance, of 32 characters or more${unsaidProfile(candidate)}`,
    })
  }
}

/** What is secret about a URL: where it leads to, somebody may well guess. */
const passwordIn = (url: string): string => (URL.canParse(url) ? new URL(url).password : '')

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
