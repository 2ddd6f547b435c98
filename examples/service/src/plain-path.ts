import { allow, deny, type Guard, type Nothing } from '@sallyport/core'

/**
 * Refuses a path that could be written otherwise. Frameworks read those each in its own way, and a proxy that keeps
 * `/admin` from the world does not see it in `/x/../%61dmin`.
 */
export const plainPath: Guard<Nothing, 'path_malformed'> = ({ url }) => {
  const path = pathOf(url)
  return isDecodable(url) && !dotSegment.test(path) && !needlesslyEncoded.test(path)
    ? allow()
    : malformed
}

const dotSegment = /\/\.{1,2}(?:\/|$)/
// RFC 3986 §2.3: letters, digits and -._~ mean the same encoded or not.
const needlesslyEncoded = /%(?:2[de]|3\d|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])/i
const malformed = deny('path_malformed', 400)

const pathOf = (url: string): string => url.replace(/[?#].*$/s, '')

/** Whether the path of an URL is the encoding of any text. */
export function isDecodable(url: string): boolean {
  try {
    decodeURIComponent(pathOf(url))
    return true
  } catch {
    return false
  }
}
