import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'
import { type AuditParty, demandOptions, isSecret, type Secret } from '@sallyport/core'

/** A key that pseudonyms are made with. */
export interface PseudonymKey {
  /** Stands in each pseudonym: 1 to 32 letters, digits, `_` or `-`. */
  readonly id: string
  /** At least 16 bytes, by chance; of a text its UTF-8. Whoever has it can try all names. */
  readonly value: Secret<string | Uint8Array>
}

/** How {@link pseudonyms} are made. */
export interface PseudonymOptions {
  /** The newest first: it makes the pseudonyms, the others only find what was written under them. */
  readonly keys: readonly PseudonymKey[]
  /** Kinds whose ids are nobody's, and stay as they are. @default ['service', 'system', 'limit', 'network_list'] */
  readonly plainKinds?: readonly string[]
}

/** Writes pseudonyms in the place of ids, and says under which ones somebody is found. */
export interface Pseudonyms {
  /** The party under its pseudonym: what an audit log takes as its `party`. */
  (party: AuditParty): AuditParty
  /** The ids under which a party may stand in the log, that of the newest key first: one for each key. */
  of(kind: string, id: string): readonly string[]
}

/**
 * Pseudonyms for actors and targets, `h1:<key>:<22 letters>`: HMAC-SHA-256 of kind and id, so that nobody
 * without the key finds out whose they are by trying all names, as anybody does with a plain hash. The same
 * id of another kind has another pseudonym. An id that looks like a pseudonym is made one like any other:
 * it may come from outside.
 *
 * @example
 * ```ts
 * import { secret } from '@sallyport/core'
 * import { pseudonyms } from '@sallyport/audit-chain'
 *
 * const key = { id: '2026', value: secret('0123456789abcdef0123456789abcdef') }
 * const party = pseudonyms({ keys: [key] })
 * console.log(party({ kind: 'user', id: 'ada@example.com' }).id) // prints: h1:2026:o48Ak1jToK7fx2qkA2ZChd
 * console.log(party({ kind: 'service', id: 'billing' }).id) // prints: billing
 * ```
 */
export function pseudonyms(options: PseudonymOptions): Pseudonyms {
  demandOptions('audit-chain: pseudonyms()', options, ['keys', 'plainKinds'])
  const keys = checkedKeys(options.keys)
  const plain = checkedKinds(options.plainKinds ?? impersonal)
  const [newest] = keys
  const all = (party: AuditParty): AuditParty => {
    const { kind, id } = party
    // What is no text is no id: the log says so of the event, and must have it as it came.
    if (!isText(kind) || !isText(id) || plain.has(`${kind}`)) return party
    return { kind, id: pseudonym(newest, `${kind}`, `${id}`) }
  }
  const of = (kind: string, id: string): readonly string[] =>
    plain.has(kind) ? [id] : keys.map((key) => pseudonym(key, kind, id))
  return Object.assign(all, { of })
}

const impersonal: readonly string[] = ['service', 'system', 'limit', 'network_list']

interface Key {
  readonly id: string
  readonly object: KeyObject
}

// The length keeps kind and id apart whatever they hold.
function pseudonym({ id: key, object }: Key, kind: string, id: string): string {
  const mac = createHmac('sha256', object).update(`${Buffer.byteLength(kind)}:${kind}\0${id}`)
  return `h1:${key}:${mac.digest('base64url').slice(0, 22)}`
}

// Numbers are what many take for ids.
const isText = (value: unknown): boolean => typeof value === 'string' || typeof value === 'number'

function checkedKeys(keys: readonly PseudonymKey[] | undefined): readonly [Key, ...Key[]] {
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new TypeError(
      `audit-chain: "keys" must be a list of at least one key, got ${shown(keys)}`,
    )
  }
  const ids = new Set<string>()
  const checked = keys.map(({ id, value }: PseudonymKey, at): Key => {
    if (typeof id !== 'string' || !/^[\w-]{1,32}$/.test(id)) {
      throw new TypeError(
        `audit-chain: "keys[${at}].id" must be 1 to 32 letters, digits, "_" or "-", got ${shown(id)}`,
      )
    }
    if (ids.has(id)) throw new TypeError(`audit-chain: "keys" has the id "${id}" twice`)
    ids.add(id)
    return { id, object: createSecretKey(checkedBytes(value, at)) }
  })
  return checked as [Key, ...Key[]]
}

function checkedBytes(value: unknown, at: number): Buffer {
  if (!isSecret(value)) {
    throw new TypeError(`audit-chain: "keys[${at}].value" must be a Secret, got ${typeof value}`)
  }
  const bytes = Buffer.from(value.reveal() as string)
  if (bytes.length >= 16) return bytes
  throw new TypeError(
    `audit-chain: "keys[${at}].value" must have at least 16 bytes, got ${bytes.length}`,
  )
}

function checkedKinds(kinds: readonly string[]): ReadonlySet<string> {
  if (Array.isArray(kinds) && kinds.every((kind) => typeof kind === 'string')) return new Set(kinds)
  throw new TypeError(`audit-chain: "plainKinds" must be a list of texts, got ${shown(kinds)}`)
}

const shown = (value: unknown): string =>
  typeof value === 'string' ? `"${value}"` : Array.isArray(value) ? 'a list' : typeof value
