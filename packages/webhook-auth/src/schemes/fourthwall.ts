import type { Scheme } from '../scheme.ts'
import { fromHeaders } from './from-headers.ts'

/** Fourthwall, of shops and of platform apps: their secrets and headers differ, and nothing else. */
export const fourthwall: Scheme = /* @__PURE__ */ fromHeaders(
  {
    id: 'fourthwall',
    sender: 'Fourthwall',
    mac: 'hmac-sha256',
    encoding: 'base64',
    signed: '{body}',
    source: 'https://docs.fourthwall.com/webhooks/signature-verification',
    sourceRead: '2026-11-21',
    evidence: 'documentation',
  },
  ['x-fourthwall-hmac-sha256', 'x-fourthwall-hmac-apps-sha256'],
)
