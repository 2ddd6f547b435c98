/** The most segments of a name. */
const mostSegments = 8
/** The most characters of a name. */
const mostCharacters = 128
const segment = /^[a-z0-9][a-z0-9_-]*$/

/** What a name must look like, for messages. */
export const nameGrammar: string =
  `1 to ${mostSegments} segments of a-z, 0-9, "_" and "-", joined by ":", ` +
  `at most ${mostCharacters} characters`

/**
 * The segments of a name, or of a wildcard: there `*` is exactly one whole segment, and `**`, only at
 * the end, one or more. Undefined for any other text. `orders:read` is a name, `orders:*` a wildcard,
 * `order*` neither.
 */
export function segmentsOf(text: string): readonly string[] | undefined {
  if (text.length > mostCharacters) return undefined
  const segments = text.split(':')
  const last = segments.length - 1
  if (last >= mostSegments) return undefined
  return segments.every(
    (one, i) => segment.test(one) || one === '*' || (one === '**' && i === last),
  )
    ? segments
    : undefined
}

/** Whether a text has a wildcard's sign; whether it is a good one is for {@link segmentsOf} to say. */
export const isWildcard = (text: unknown): text is string =>
  typeof text === 'string' && text.includes('*')

/** Whether a wildcard means a name. Nothing is implied: `admin:*` means neither `admin` nor `admin:a:b`. */
export function matches(wildcard: readonly string[], name: readonly string[]): boolean {
  const open = wildcard.at(-1) === '**'
  if (open ? name.length < wildcard.length : name.length !== wildcard.length) return false
  for (let i = 0; i < wildcard.length; i++) {
    const one = wildcard[i]
    if (one !== '*' && one !== '**' && one !== name[i]) return false
  }
  return true
}
