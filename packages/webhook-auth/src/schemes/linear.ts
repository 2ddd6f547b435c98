import { defineScheme } from '../define-scheme.ts'
import type { DeclaredScheme, ReadScheme, Scheme } from '../scheme.ts'

const header = 'linear-signature'

/** Linear. The time is in the body, signed with it; `Linear-Timestamp`, which nobody signs, is not read. */
export const linear: Scheme = /* @__PURE__ */ writingTime({
  id: 'linear',
  sender: 'Linear',
  mac: 'hmac-sha256',
  encoding: 'hex',
  signature: { header },
  timestamp: { json: 'webhookTimestamp', unit: 'ms', toleranceSeconds: 60 },
  deliveryId: { header: 'linear-delivery' },
  signed: '{body}',
  source: 'https://github.com/linear/linear/blob/master/packages/sdk/src/webhooks/client.ts',
  sourceRead: '2026-11-21',
  evidence: 'library',
})

/** As Linear has it, the time is a number: its library takes no text. */
function writingTime(declared: DeclaredScheme): Scheme {
  const numbered: ReadScheme = {
    ...defineScheme(declared),
    write({ body, timestamp, deliveryId }, signature) {
      const whole = JSON.parse(new TextDecoder().decode(body)) as object
      const text = JSON.stringify({ ...whole, webhookTimestamp: timestamp })
      const headers = { 'linear-delivery': deliveryId, [header]: signature([text]) }
      return { headers, body: new TextEncoder().encode(text) }
    },
  }
  return defineScheme(numbered)
}
