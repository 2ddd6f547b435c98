import { defineScheme } from '../define-scheme.ts'
import type { Scheme } from '../scheme.ts'

/** WooCommerce. The form that it sends when a webhook is made (`webhook_id=…`) is not signed. */
export const woocommerce: Scheme = /* @__PURE__ */ defineScheme({
  id: 'woocommerce',
  sender: 'WooCommerce',
  mac: 'hmac-sha256',
  encoding: 'base64',
  signature: { header: 'x-wc-webhook-signature' },
  signed: '{body}',
  deliveryId: { header: 'x-wc-webhook-delivery-id' },
  source:
    'https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/class-wc-webhook.php',
  sourceRead: '2026-11-21',
  evidence: 'documentation',
})
