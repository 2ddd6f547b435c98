import { addRecord } from './add-record.ts'
import { demandBy } from './demand-by.ts'
import { demandKnown } from './demand-known.ts'
import { importedId } from './imported.ts'
import { type IssueBounds, knownOfAny, type NewKey, recordOf } from './issue.ts'
import type { Keys } from './keys.ts'
import { type KeyView, viewOf } from './view.ts'

/** A key that another system has issued and hashed. */
export interface HashedKey<S extends string = string> extends Omit<NewKey<S>, 'parent'> {
  /**
   * The SHA-256 that was kept there: 64 hexadecimal digits, 43 letters of base64url, or 44 of base64. Of a
   * random text of 128 bits or more: never of a password, nor of anything that a person made up.
   */
  readonly digest: string
}

/** What names the secret of an imported key, until it is rotated: a list shows which are left. */
const importedSecretId = 'imported'

const known = `${knownOfAny} digest`

/** Adds a key of which only the digest is known. Recorded first; a digest that is there already is refused. */
export async function importHashed(
  keys: Keys,
  wanted: HashedKey,
  { lifetimeMs, maxPerOwner }: IssueBounds,
): Promise<KeyView> {
  demandBy(wanted)
  demandKnown('importHashed', wanted, known)
  const sha256 = sha256Of(wanted.digest)
  const { digester } = keys.imported
  const digest = digester.digest(sha256, digester.kind)
  if (digest === undefined) throw new Error('api-keys: bad pepper in importHashed()')
  const slot = {
    secretId: importedSecretId,
    digest,
    kind: digester.kind,
    createdAt: keys.clock(),
  }
  const record = recordOf(keys, importedId(sha256), wanted, slot, lifetimeMs)
  await addRecord(keys, 'imported', record, wanted, maxPerOwner)
  return viewOf(record)
}

const hex = /^[0-9a-f]{64}$/i

/** The digest in lower-case hex. What is none is not shown: it may be the key itself. */
function sha256Of(given: unknown): string {
  const text = typeof given === 'string' ? given : ''
  if (hex.test(text)) return text.toLowerCase()
  for (const [length, encoding] of [
    [43, 'base64url'],
    [44, 'base64'],
  ] as const) {
    if (text.length !== length) continue
    // Written again it must be the same: no letters of another alphabet, no bits left over.
    const bytes = Buffer.from(text, encoding)
    if (bytes.length === 32 && bytes.toString(encoding) === text) return bytes.toString('hex')
  }
  throw new RangeError(
    `api-keys: "digest" must be a SHA-256 as 64 letters of hex, 43 of base64url or 44 of base64, got ${text.length}`,
  )
}
