import { hash } from 'node:crypto'

/** Which entries come first. */
export type Order = 'newest' | 'oldest'

/** How far a query has come: a border between two lines. */
export interface Place {
  /** Of the entry behind the border; with the newest first, the one before it is the next to look at. */
  readonly seq: number
  /** The border's byte in its segment, 0 where it is not known. Only a hint: it comes from outside. */
  readonly offset: number
}

/** Of what a cursor is: it is good for nothing else. */
export interface CursorOf {
  readonly order: Order
  /** What is asked for, of {@link queryKey}. */
  readonly key: string
}

const version = 1
const orders: readonly Order[] = ['newest', 'oldest']
const keyBytes = 8
// Version, order, seq, offset, key.
const length = 1 + 1 + 8 + 6 + keyBytes

/** A short hash of what is asked for. Not a secret: it tells mistakes, and vouches for nothing. */
export const queryKey = (asked: string): string =>
  hash('sha256', asked, 'binary').slice(0, keyBytes)

/** Writes a place down, for the query that goes on from there. */
export function formatCursor({ seq, offset }: Place, { order, key }: CursorOf): string {
  const bytes = Buffer.alloc(length)
  bytes[0] = version
  bytes[1] = orders.indexOf(order)
  bytes.writeBigUInt64BE(BigInt(seq), 2)
  bytes.writeUIntBE(offset, 10, 6)
  bytes.write(key, 16, 'latin1')
  return bytes.toString('base64url')
}

/** Reads what {@link formatCursor} wrote for the same query; throws a RangeError for all else. */
export function parseCursor(text: string, { order, key }: CursorOf): Place {
  const bytes = Buffer.from(text, 'base64url')
  const isOurs = bytes.length === length && bytes.toString('base64url') === text
  const seq = isOurs && bytes[0] === version ? Number(bytes.readBigUInt64BE(2)) : Number.NaN
  if (!Number.isSafeInteger(seq)) {
    throw new RangeError('audit-chain: "cursor" must be the next of a page, got other text')
  }
  if (orders[bytes[1] ?? 2] !== order || bytes.toString('latin1', 16) !== key) {
    throw new RangeError(
      'audit-chain: "cursor" must be of the same query, got the cursor of another filter or order',
    )
  }
  return { seq, offset: bytes.readUIntBE(10, 6) }
}
