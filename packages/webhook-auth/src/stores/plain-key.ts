const longestKey = 200
const plain = /^[!-"$-~][!-~]*$/

/**
 * Whether every store keeps a key as it is, and none takes it for another. A NUL, half a surrogate pair or a megabyte
 * would be cut off, replaced or refused by one store or another, and two keys be one.
 */
export const isPlainKey = (key: string): boolean => key.length <= longestKey && plain.test(key)
