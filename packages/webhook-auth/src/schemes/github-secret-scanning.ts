import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/**
 * GitHub's secret scanning, to partners. Its keys are fetched by `githubKeys` of `/keys`; or give each as GitHub's API
 * lists it: its `key_identifier` is the id of the secret, its `key` the value.
 */
export const githubSecretScanning: Scheme = /* @__PURE__ */ defineScheme({
  id: 'github-secret-scanning',
  sender: 'GitHub secret scanning',
  mac: 'ecdsa-p256',
  secret: 'pem',
  encoding: 'base64',
  signature: { header: 'github-public-key-signature' },
  keyId: { header: 'github-public-key-identifier' },
  signed: '{body}',
  source:
    'https://docs.github.com/en/code-security/secret-scanning/secret-scanning-partnership-program/secret-scanning-partner-program',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})
