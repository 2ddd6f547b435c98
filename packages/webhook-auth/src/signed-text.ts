import type { Received } from './delivery.ts'
import { requestUrl } from './request-url.ts'
import type { Pieces } from './scheme.ts'

/** What a template's names stand for in one delivery. */
export interface Signable extends Pick<Received, 'body' | 'method' | 'url' | 'callbackUrl'> {
  readonly timestamp: string
  readonly id: string
}

type Name = 'body' | 'timestamp' | 'id' | 'method' | 'url' | 'callbackUrl'

/** A template of what is signed, read once. */
export interface SignedText {
  readonly names: ReadonlySet<Name>
  /** The pieces; undefined where the delivery lacks one. Nothing that was sent is ever read as a template. */
  pieces(signable: Signable): Pieces | undefined
}

const values: Readonly<Record<Name, (from: Signable) => string | Uint8Array | undefined>> = {
  body: ({ body }) => body,
  timestamp: ({ timestamp }) => timestamp,
  id: ({ id }) => id,
  method: ({ method }) => method,
  callbackUrl: ({ callbackUrl }) => callbackUrl,
  url: requestUrl,
}

/** Reads a template. Throws RangeError for a name that there is not. */
export function signedText(template: string): SignedText {
  const parts = template
    .split(/(\{[^{}]*\})/)
    .filter((part) => part !== '')
    .map((part) => (/^[{]/.test(part) ? nameOf(part) : { text: part }))
  const names = new Set(parts.flatMap((part) => (typeof part === 'string' ? [part] : [])))
  return {
    names,
    pieces(signable) {
      const pieces: (string | Uint8Array)[] = []
      for (const part of parts) {
        const piece = typeof part === 'string' ? values[part](signable) : part.text
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
