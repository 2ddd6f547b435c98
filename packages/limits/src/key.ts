import { createHash } from 'node:crypto'
import { parseAddress } from '@sallyport/network'

const longestKey = 200

/** Whether a store that keeps any text can keep this one: it is short, and cannot be another's digest. */
export const isAsGiven = (key: string): boolean =>
  key.length <= longestKey && key.charCodeAt(0) !== hash

/**
 * A key that every store keeps as it is and none takes for another: what is longer or is not plain
 * ASCII becomes its digest. A NUL, half a surrogate pair or a megabyte would be cut off, replaced or
 * refused by one store or another, and two keys be one.
 */
export const plainKey = (key: string): string =>
  key.length <= longestKey && plain.test(key) ? key : digestOf(key)

const longestShown = 24

/** A key as records show it: an address or a short name. What else it is may be a credential, and its digest tells it apart too. */
export const shownKey = (key: string): string =>
  (key.length <= longestShown && !key.includes(' ')) || parseAddress(key) !== undefined
    ? key
    : digestOf(key)

const hash = 0x23
const plain = /^[!-"$-~][!-~]*$/

// No plain key begins with '#': nobody can name the digest of another's key.
const digestOf = (key: string): string =>
  `#${createHash('sha256').update(key, 'utf16le').digest('base64url')}`
