import type { SignatureDenial } from '../catalog.ts'
import { signatureTrouble } from '../declared.ts'
import { defineScheme } from '../define-scheme.ts'
import type { Received } from '../delivery.ts'
import type { Outgoing, Pieces, Reading, Scheme, SignedDelivery } from '../scheme.ts'
import { readerOf } from '../source.ts'
import { parseTimestamp } from '../timestamp.ts'

const header = 'x-contentful-signature'
const listHeader = 'x-contentful-signed-headers'
const timeHeader = 'x-contentful-timestamp'
const signatureOf = /* @__PURE__ */ readerOf({ header })
// A platform may throw for what is no name of a header.
const listForm = /^[\w-]+(,[\w-]+){1,63}$/

/** Contentful: webhooks and apps, with a signing secret. The headers that it signs are the ones that it lists. */
export const contentful: Scheme = /* @__PURE__ */ defineScheme({
  id: 'contentful',
  sender: 'Contentful',
  mac: 'hmac-sha256',
  encoding: 'hex',
  covers: 'body',
  signs: '{method}, path, listed headers and {body}, a line each',
  toleranceSeconds: 30,
  deliveryId: 'none',
  source: 'https://github.com/contentful/node-apps-toolkit',
  sourceRead: '2026-11-21',
  evidence: 'library',
  read: readContentful,
  write: writeContentful,
})

function readContentful(received: Received): readonly Reading[] | SignatureDenial {
  const signatures = signatureOf(received)
  if (typeof signatures === 'string') return signatureTrouble[signatures]
  const list = `${received.header(listHeader)}`
  const names = list.split(',')
  if (!names.includes(listHeader) || !names.includes(timeHeader)) return 'components_missing'
  const headers = listForm.test(list) ? names.map((name) => [name, received.header(name)]) : []
  // Once each, and in order: in one way only.
  const isOne = `${[...new Set(names)].sort()}` === list && headers.length > 0
  if (!isOne || headers.some(([, values]) => values?.length !== 1)) return 'content_malformed'
  const timestamp = parseTimestamp(`${received.header(timeHeader)}`, 'ms')
  if (timestamp === undefined) return 'timestamp_malformed'
  const signed = signedPieces(received, headers)
  return signed ? [{ signatures, signed, timestamp }] : 'content_malformed'
}

type Headers = readonly (readonly unknown[])[]

function signedPieces(
  { method, url, body }: Pick<Received, 'method' | 'url' | 'body'>,
  headers: Headers,
): Pieces | undefined {
  // Its library leaves out what follows a second question mark, and encodes the rest once more.
  const [path = '', query, ...more] = url.split('?', 3)
  if (more.length > 0 || !url.isWellFormed()) return undefined
  const target = encodeURI(query ? `${path}?${encodeURIComponent(query)}` : path)
  const lines = headers.map(([name, value]) => `${name}:${`${value}`.trim()}`)
  return [`${method}\n${target}\n${lines.join(';')}\n`, body]
}

function writeContentful(
  outgoing: Outgoing,
  signature: (signed: Pieces) => string,
): SignedDelivery {
  const { method, url, body, timestamp } = outgoing
  const signed = {
    [listHeader]: `${listHeader},${timeHeader}`,
    [timeHeader]: `${timestamp}`,
  }
  const pieces = signedPieces(outgoing, Object.entries(signed))
  if (!pieces) throw new TypeError('webhook-auth: contentful signs a "url" with one "?" at most')
  return { headers: { ...signed, [header]: signature(pieces) }, body, method, url }
}
