import type { SignatureDenial } from './catalog.ts'
import type { DigestClaim, HashName, Outgoing } from './scheme.ts'
import { type BareItem, parseDictionary } from './structured-fields.ts'

// RFC 9530 §5: the others of the registry are insecure.
const algorithms = /* @__PURE__ */ new Map<string, HashName>([
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
])
const mostDigests = 16

/** What a Content-Digest (RFC 9530 §2) claims of a body, by each algorithm that is known; or why it is none. */
export function digestClaims(
  lines: readonly string[],
  body: Uint8Array,
): readonly DigestClaim[] | SignatureDenial {
  const digests = parseDictionary(lines, mostDigests)
  if (digests === undefined || digests === 'too_many') return 'content_malformed'
  const claims: DigestClaim[] = []
  for (const [name, { value, parameters }] of digests) {
    const hash = algorithms.get(name)
    if (hash === undefined) continue
    if ('length' in value || parameters.size > 0) return 'content_malformed'
    if (!isBytes(value)) return 'content_malformed'
    claims.push({ hash, of: body, encoding: 'base64', is: value.bytes })
  }
  return claims.length === 0 ? 'algorithm_refused' : claims
}

const isBytes = (value: BareItem): value is { bytes: string } => 'bytes' in value

/** The Content-Digest of a body. */
export const contentDigest = ({ body, digest }: Pick<Outgoing, 'body' | 'digest'>): string =>
  `sha-256=:${digest('sha256', body, 'base64')}:`
