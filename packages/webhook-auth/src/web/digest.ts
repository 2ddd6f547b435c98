import { type Encoding, encoded } from '../encoding.ts'
import type { HashName, Pieces } from '../scheme.ts'
import { joined } from './joined.ts'

const names = { sha256: 'SHA-256', sha512: 'SHA-512' } as const

/** The hash of pieces, as if they were one. */
export async function digestOf(
  hash: HashName,
  of: Pieces,
  encoding: Exclude<Encoding, 'text'>,
): Promise<string> {
  const digest = await crypto.subtle.digest(names[hash], joined(of))
  return encoded(new Uint8Array(digest), encoding)
}
