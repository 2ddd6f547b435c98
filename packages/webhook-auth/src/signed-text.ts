import type { Received } from './delivery.ts'
import { requestUrl } from './request-url.ts'
import type { Pieces } from './scheme.ts'

/** What a template's names stand for in one delivery, besides its time and its id. */
export type Signable = Pick<Received, 'body' | 'method' | 'url' | 'callbackUrl'>

type Name = 'body' | 'timestamp' | 'id' | 'method' | 'url' | 'callbackUrl'

/** A template of what is signed, read once. */
export interface SignedText {
  readonly names: ReadonlySet<Name>
  /** The pieces; undefined where the delivery lacks one. Nothing that was sent is ever read as a template. */
  pieces(signable: Signable, timestamp: string, id: string): Pieces | undefined
}

type Value = (from: Signable, timestamp: string, id: string) => string | Uint8Array | undefined

const values: Readonly<Record<Name, Value>> = {
  body: ({ body }) => body,
  timestamp: (_, timestamp) => timestamp,
  id: (_, __, id) => id,
  method: ({ method }) => method,
  callbackUrl: ({ callbackUrl }) => callbackUrl,
  url: requestUrl,
}

/** Reads a template. Throws RangeError for a name that there is not. */
export function signedText(template: string): SignedText {
  const parts = template.split(/(\{[^{}]*\})/).filter((part) => part !== '')
  const names = parts.filter((part) => part.startsWith('{')).map(nameOf)
  const makers: readonly Value[] = parts.map((part) =>
    part.startsWith('{') ? values[nameOf(part)] : () => part,
  )
  return {
    names: new Set(names),
    pieces(signable, timestamp, id) {
      const pieces: (string | Uint8Array)[] = []
      for (const make of makers) {
        const piece = make(signable, timestamp, id)
        if (piece === undefined) return undefined
        pieces.push(piece)
      }
      return pieces
    },
  }
}

function nameOf(part: string): Name {
  const name = part.slice(1, -1)
  if (Object.hasOwn(values, name)) return name as Name
  throw new RangeError(
    `webhook-auth: "signed" may have ${Object.keys(values)
      .map((one) => `{${one}}`)
      .join(', ')}, got ${part}`,
  )
}
