import type { Scheme } from '../scheme.ts'
import { fromHeaders } from './from-headers.ts'

/** Attio, which sends one signature under two names. */
export const attio: Scheme = /* @__PURE__ */ fromHeaders(
  {
    id: 'attio',
    sender: 'Attio',
    mac: 'hmac-sha256',
    encoding: 'hex',
    signed: '{body}',
    source: 'https://docs.attio.com/rest-api/guides/webhooks',
    sourceRead: '2026-11-21',
    evidence: 'documentation',
  },
  ['attio-signature', 'x-attio-signature'],
)
