import { defineScheme } from '../define-scheme.ts'
import type { DeclaredScheme, ReadScheme, Scheme } from '../scheme.ts'

/** What each delivery says of its signatures; nothing else is read. */
const agreed = { 'box-signature-version': '1', 'box-signature-algorithm': 'HmacSHA256' } as const

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
  const second = defineScheme({ ...declared, signature: { header: 'box-signature-secondary' } })
  const both: ReadScheme = {
    ...first,
    read(received) {
      for (const [name, value] of Object.entries(agreed)) {
        const values = received.header(name)
        if (values.length !== 1 || values[0] !== value) return 'algorithm_refused'
      }
      const [ones, others] = [first.read(received), second.read(received)]
      if (ones === 'signature_missing') return others
      if (others === 'signature_missing' || typeof ones === 'string') return ones
      if (typeof others === 'string') return others
      const signatures = [...ones, ...others].flatMap((one) => one.signatures)
      return ones.map((one) => ({ ...one, signatures }))
    },
    write(outgoing, signature) {
      const { headers, body } = (first.write as NonNullable<Scheme['write']>)(outgoing, signature)
      return { headers: { ...headers, ...agreed }, body }
    },
  }
  return defineScheme(both)
}
