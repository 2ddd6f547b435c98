import { defineScheme } from '../define-scheme.ts'
import type { DeclaredScheme, ReadScheme, Scheme } from '../scheme.ts'

/**
 * A scheme whose signatures are in several headers, or in one that comes several times: while its secret changes, a
 * sender that has no lists sends a header for each. Any of them may be the one.
 */
export function fromHeaders(
  declared: Omit<DeclaredScheme, 'signature'>,
  [first, ...more]: readonly [string, ...string[]],
  prefix = '',
): Scheme {
  const plain = defineScheme({ ...declared, signature: { header: first, separator: ',', prefix } })
  const joined: ReadScheme = {
    ...plain,
    read: (received) =>
      plain.read({
        method: received.method,
        url: received.url,
        body: received.body,
        callbackUrl: received.callbackUrl,
        json: () => received.json(),
        form: () => received.form(),
        header(name) {
          const values = received.header(name)
          if (name !== first) return values
          const all = [...values, ...more.flatMap((one) => received.header(one))]
          return all.length > 1 ? [all.join()] : all
        },
      }),
  }
  return defineScheme(joined)
}
