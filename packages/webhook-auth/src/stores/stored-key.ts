import { createHash } from 'node:crypto'

const longestKey = 200
const plain = /^[!-"$-~][!-~]*$/

/**
 * A key that every store keeps as it is and none takes for another: what is longer or is not plain
 * ASCII becomes its digest. A NUL, half a surrogate pair or a megabyte would be cut off, replaced or
 * refused by one store or another, and two keys be one.
 */
export const storedKey = (key: string): string =>
  key.length <= longestKey && plain.test(key) ? key : digestOf(key)

// No plain key begins with '#': nobody can name the digest of another's key.
const digestOf = (key: string): string =>
  `#${createHash('sha256').update(key, 'utf16le').digest('base64url')}`
