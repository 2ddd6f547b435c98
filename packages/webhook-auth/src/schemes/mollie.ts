import type { Scheme } from '../scheme.ts'
import { fromHeaders } from './from-headers.ts'

/**
 * Mollie, of its webhooks that are made for an account. While their secret changes it sends the header twice. Those
 * of a single payment (`webhookUrl`) are not signed: fetch the payment that they name.
 */
export const mollie: Scheme = /* @__PURE__ */ fromHeaders(
  {
    id: 'mollie',
    sender: 'Mollie',
    mac: 'hmac-sha256',
    encoding: 'hex',
    signed: '{body}',
    source:
      'https://github.com/mollie/mollie-api-php/blob/master/src/Webhooks/SignatureValidator.php',
    sourceRead: '2026-11-21',
    evidence: 'documentation',
  },
  ['x-mollie-signature'],
  'sha256=',
)
