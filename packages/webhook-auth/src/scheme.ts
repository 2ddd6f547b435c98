import type { SignatureDenial } from './catalog.ts'
import type { Received } from './delivery.ts'
import type { Encoding } from './encoding.ts'
import type { MacName, SecretForm } from './mac.ts'
import type { TimeUnit } from './timestamp.ts'

/**
 * Where a value is in a delivery: in a header, or in a field of the body. Of a header the whole
 * value, or, with a `separator`, those items that begin with the `prefix` (`v1=` of `t=1,v1=ab`), or
 * those from position `at` on (`ab,cd` of `1,ab,cd`).
 */
export type Source =
  | {
      /** In any case. */
      readonly header: string
      readonly separator?: ',' | ';' | ' '
      readonly prefix?: string
      readonly at?: number
    }
  /** A path into a body of JSON: `signature.token`. */
  | { readonly json: string }
  /** A field of a form. */
  | { readonly form: string }

/** What of a delivery the signature vouches for. */
export type Covers = 'body' | 'fields' | 'none'

/** Pieces of what was signed, in their order: text stands for its UTF-8. Never joined. */
export type Pieces = readonly (string | Uint8Array)[]

/** What a delivery claims of a hash. The engine computes it, so that a scheme needs no platform. */
export interface DigestClaim {
  readonly hash: HashName
  /** What is hashed: text stands for its UTF-8. */
  readonly of: Uint8Array | string
  readonly encoding: Exclude<Encoding, 'text'>
  /** As it was sent, in that encoding: exactly, hex in small letters. */
  readonly is: string
}

/** A hash that deliveries have of something. */
export type HashName = 'sha256' | 'sha512'

/** What a scheme read from a delivery. Nothing of it is proved. */
export interface Reading {
  /** Any of these may be the one: as they were sent, in the scheme's encoding. */
  readonly signatures: readonly string[]
  readonly signed: Pieces
  /** When it was sent, in milliseconds since the epoch. */
  readonly timestamp?: number | undefined
  /** When the sender says it ends. */
  readonly expires?: number | undefined
  readonly deliveryId?: string | undefined
  /** Which secret the sender says it was; only that is tried then. */
  readonly keyId?: string | undefined
  /**
   * Hashes that are signed in place of what they are of: one that is wrong refuses the reading
   * (`content_digest_wrong`), after its time and before its signature. Readings that have the same
   * list have it checked once. @default none
   */
  readonly digests?: readonly DigestClaim[] | undefined
}

/** What every scheme says of itself. */
export interface SchemeFacts {
  /** Lower-case words with hyphens: `github`. */
  readonly id: string
  /** For people: `GitHub`. */
  readonly sender: string
  readonly mac: MacName
  /** How signatures are written. */
  readonly encoding: Encoding
  /** How the text of a secret or a public key becomes a key. @default 'utf8' */
  readonly secret?: SecretForm
  /** Where the sender or its library says so: an address. */
  readonly source: string
  /** The day on which the source was read: `2026-11-21`. A sender may have changed its mind since. @default unknown */
  readonly sourceRead?: string
  /** What proves it: an answer that the sender published, the sender's own library, or its documentation alone. */
  readonly evidence: 'vector' | 'library' | 'documentation'
}

/** A scheme whose delivery can be said in data: nearly all. */
export interface DeclaredScheme extends SchemeFacts {
  readonly signature: Source
  /**
   * What is signed: text with `{body}`, `{timestamp}`, `{id}`, `{method}`, `{callbackUrl}` (as the sender
   * knows it) and `{url}` (its origin with the path and query that came).
   */
  readonly signed: string
  /** When it was sent; signed, or the definition is refused. @default the sender does not say */
  readonly timestamp?: Source & { readonly unit: TimeUnit; readonly toleranceSeconds?: number }
  /** Signed where it is in a signed body, or where something ends `{id}` in what is signed: an id may not have that in it. */
  readonly deliveryId?: Source
  /** Where the sender names the key; only the secret with that id is tried. @default it does not */
  readonly keyId?: Source
  /** Must be said where `{body}` is not signed: whoever has one delivery can then make others. @default 'body' */
  readonly covers?: Exclude<Covers, 'body'>
}

/** A scheme that reads a delivery in its own way; the engine does the rest. */
export interface ReadScheme extends SchemeFacts {
  readonly covers: Covers
  /** What is signed, for people. */
  readonly signs: string
  /** How old a delivery may be; null where the sender signs no time. */
  readonly toleranceSeconds: number | null
  readonly deliveryId: 'signed' | 'unsigned' | 'none'
  /** At most a few readings, of which any may hold; or why there is none. Never throws for what was sent. */
  read(received: Received): readonly Reading[] | SignatureDenial
  /**
   * The delivery with its signature, made by `signature` of what is signed. It may be asked more than once for
   * one delivery, as some platforms answer later: the same each time.
   */
  write?(outgoing: Outgoing, signature: (signed: Pieces) => string): SignedDelivery
}

/** A scheme, checked. Made by {@link defineScheme}. */
export interface Scheme
  extends Omit<Required<ReadScheme>, 'write' | 'sourceRead'>,
    Pick<ReadScheme, 'write' | 'sourceRead'> {}

/** A delivery that is to be signed. */
export interface Outgoing {
  readonly body: Uint8Array
  readonly method: string
  readonly url: string
  readonly callbackUrl: string | undefined
  /** Milliseconds since the epoch. */
  readonly timestamp: number
  readonly deliveryId: string
  /** The hash of bytes, or of the UTF-8 of text. */
  digest(hash: HashName, of: Uint8Array | string, encoding: Exclude<Encoding, 'text'>): string
  /** What the sender calls the key, where it says so. */
  readonly keyId?: string | undefined
}

/** A signed delivery: send these. */
export interface SignedDelivery {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  /** Where the scheme signs it: the method that it must be sent with. */
  readonly method?: string
  /** Where the scheme signs it: the path and query that it must be sent to. */
  readonly url?: string
}
