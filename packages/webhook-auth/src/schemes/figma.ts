import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/**
 * Figma: the passcode that its webhook was made with, in each body, so that whoever logs bodies
 * logs it. It vouches for nothing that comes with it.
 */
export const figma: Scheme = /* @__PURE__ */ defineScheme({
  id: 'figma',
  sender: 'Figma',
  mac: 'token',
  encoding: 'text',
  signature: { json: 'passcode' },
  // Nothing signs it: it is what tells one delivery from another.
  signed: '{body}',
  covers: 'none',
  source: 'https://github.com/figma/rest-api-spec/blob/main/openapi/openapi.yaml',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
