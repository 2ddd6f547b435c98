import type { SignatureDenial } from '../catalog.ts'
import { signatureTrouble } from '../declared.ts'
import { defineScheme } from '../define-scheme.ts'
import type { Received } from '../delivery.ts'
import type { Outgoing, Pieces, Reading, Scheme, SignedDelivery } from '../scheme.ts'
import { readerOfOne } from '../source.ts'
import { parseTimestamp } from '../timestamp.ts'

const header = 'gcms-signature'
const part = (prefix: string) => readerOfOne({ header, separator: ',', prefix })
const signatureOf = /* @__PURE__ */ part('sign=')
const environmentOf = /* @__PURE__ */ part('env=')
const timeOf = /* @__PURE__ */ part('t=')

/** Hygraph: the body is signed as text within JSON, beside the name of an environment and a time. */
export const hygraph: Scheme = /* @__PURE__ */ defineScheme({
  id: 'hygraph',
  sender: 'Hygraph',
  mac: 'hmac-sha256',
  encoding: 'base64',
  covers: 'body',
  signs: 'JSON of the body as text, the environment and the time',
  toleranceSeconds: 300,
  deliveryId: 'none',
  source: 'https://www.npmjs.com/package/@hygraph/utils',
  sourceRead: '2026-11-21',
  evidence: 'library',
  read: readHygraph,
  write: writeHygraph,
})

function readHygraph(received: Received): readonly Reading[] | SignatureDenial {
  const signatures = signatureOf(received)
  if (typeof signatures === 'string') return signatureTrouble[signatures]
  const environment = environmentOf(received)
  const time = timeOf(received)
  if (typeof environment === 'string' || typeof time === 'string') return 'content_malformed'
  const timestamp = parseTimestamp(time[0], 'ms')
  // It is signed as a number, which has other texts.
  if (timestamp === undefined || `${timestamp}` !== time[0]) return 'timestamp_malformed'
  try {
    return [
      { signatures, signed: signedPieces(received.body, environment[0], timestamp), timestamp },
    ]
  } catch {
    return 'content_malformed'
  }
}

/** Throws for a body that is no UTF-8. */
function signedPieces(body: Uint8Array, name: string, time: number): Pieces {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body)
  return [JSON.stringify({ Body: text, EnvironmentName: name, TimeStamp: time })]
}

function writeHygraph(
  { body, timestamp }: Outgoing,
  signature: (signed: Pieces) => string,
): SignedDelivery {
  const made = signature(signedPieces(body, 'master', timestamp))
  return { headers: { [header]: `sign=${made}, env=master, t=${timestamp}` }, body }
}
