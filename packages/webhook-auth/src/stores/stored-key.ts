import { createHash } from 'node:crypto'
import { isPlainKey } from './plain-key.ts'

/** A key that every store keeps as it is and none takes for another: what is not plain becomes its digest. */
export const storedKey = (key: string): string => (isPlainKey(key) ? key : digestOf(key))

// No plain key begins with '#': nobody can name the digest of another's key.
const digestOf = (key: string): string =>
  `#${createHash('sha256').update(key, 'utf16le').digest('base64url')}`
