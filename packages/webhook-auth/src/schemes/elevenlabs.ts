import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** ElevenLabs. Its library lets a delivery be half an hour old. */
export const elevenlabs: Scheme = /* @__PURE__ */ defineScheme({
  id: 'elevenlabs',
  sender: 'ElevenLabs',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header: 'elevenlabs-signature', separator: ',', prefix: 'v0=' },
  timestamp: {
    header: 'elevenlabs-signature',
    separator: ',',
    prefix: 't=',
    unit: 's',
    toleranceSeconds: 1_800,
  },
  signed: '{timestamp}.{body}',
  source: 'https://github.com/elevenlabs/elevenlabs-js/blob/main/src/wrapper/webhooks.ts',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
