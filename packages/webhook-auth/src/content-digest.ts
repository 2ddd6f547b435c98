import { hash } from 'node:crypto'
import type { SignatureDenial } from './catalog.ts'
import { type BareItem, parseDictionary } from './structured-fields.ts'

// RFC 9530 §5: the others of the registry are insecure.
const algorithms = new Map([
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
])
const mostDigests = 16

/** Why a Content-Digest (RFC 9530 §2) is not of this body; undefined when each of those that are known is. */
export function digestTrouble(
  lines: readonly string[],
  body: Uint8Array,
): SignatureDenial | undefined {
  const digests = parseDictionary(lines, mostDigests)
  if (digests === undefined || digests === 'too_many') return 'content_malformed'
  let known = 0
  for (const [name, { value, parameters }] of digests) {
    const algorithm = algorithms.get(name)
    if (algorithm === undefined) continue
    known++
    if ('length' in value || parameters.size > 0) return 'content_malformed'
    if (!isBytes(value)) return 'content_malformed'
    if (value.bytes !== hash(algorithm, body, 'base64')) return 'content_digest_wrong'
  }
  return known === 0 ? 'algorithm_refused' : undefined
}

const isBytes = (value: BareItem): value is { bytes: string } => 'bytes' in value

/** The Content-Digest of a body. */
export const contentDigest = (body: Uint8Array): string =>
  `sha-256=:${hash('sha256', body, 'base64')}:`
