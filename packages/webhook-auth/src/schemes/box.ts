import { defineScheme } from '../define-scheme.ts'
import type { DeclaredScheme, ReadScheme, Scheme } from '../scheme.ts'
import { readerOf } from '../source.ts'

/** What each delivery says of its signatures; nothing else is read. */
const agreed = { 'box-signature-version': '1', 'box-signature-algorithm': 'HmacSHA256' } as const
const secondOf = /* @__PURE__ */ readerOf({ header: 'box-signature-secondary' })

/** Box, with its primary key, its secondary one, or both: each makes a signature of its own. */
export const box: Scheme = /* @__PURE__ */ withSecond({
  id: 'box',
  sender: 'Box',
  mac: 'hmac-sha256',
  encoding: 'base64',
  signature: { header: 'box-signature-primary' },
  timestamp: { header: 'box-delivery-timestamp', unit: 'rfc3339', toleranceSeconds: 600 },
  deliveryId: { header: 'box-delivery-id' },
  signed: '{body}{timestamp}',
  source: 'https://developer.box.com/guides/webhooks/v2/signatures-v2/',
  sourceRead: '2026-11-21',
  evidence: 'vector',
})

function withSecond(declared: DeclaredScheme): Scheme {
  const first = defineScheme(declared)
  const both: ReadScheme = {
    ...first,
    read(received) {
      for (const [name, value] of Object.entries(agreed)) {
        const values = received.header(name)
        if (values.length !== 1 || values[0] !== value) return 'algorithm_refused'
      }
      const readings = first.read(received)
      const more = secondOf(received)
      if (typeof readings === 'string' || more === 'missing') return readings
      if (typeof more === 'string') return 'signature_repeated'
      return readings.map((one) => ({ ...one, signatures: [...one.signatures, ...more] }))
    },
    write(outgoing, signature) {
      const { headers, body } = (first.write as NonNullable<Scheme['write']>)(outgoing, signature)
      return { headers: { ...headers, ...agreed }, body }
    },
  }
  return defineScheme(both)
}
