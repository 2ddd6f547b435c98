import type { Scheme } from '../scheme.ts'
import { mostSignatures } from '../source.ts'
import { fromHeaders } from './from-headers.ts'

const header = 'x-docusign-signature-1'

/** DocuSign Connect. It sends a header for each key of the account, of which the first 16 are read. */
export const docusign: Scheme = /* @__PURE__ */ ofEachKey()

function ofEachKey(): Scheme {
  const others = Array.from(
    { length: mostSignatures - 1 },
    (_, at) => header.slice(0, -1) + (at + 2),
  )
  return fromHeaders(
    {
      id: 'docusign',
      sender: 'DocuSign',
      mac: 'hmac-sha256',
      encoding: 'base64',
      signed: '{body}',
      source:
        'https://www.docusign.com/blog/developers/manually-authenticating-hmac-signatures-docusign-connect-webhook-configurations',
      sourceRead: '2026-11-21',
      evidence: 'documentation',
    },
    [header, ...others],
  )
}
