import { defineScheme } from '../define-scheme.ts'
import type { ReadScheme, Scheme } from '../scheme.ts'
import { standardScheme } from '../standard-scheme.ts'

/** Svix, and those who send with it: Standard Webhooks under `svix-…` headers, or under the usual ones. */
export const svix: Scheme = /* @__PURE__ */ underEither('svix', 'v1')

/** Svix with the sender's public key (`whpk_…`). */
export const svixV1a: Scheme = /* @__PURE__ */ underEither('svix-v1a', 'v1a')

function underEither(id: string, version: 'v1' | 'v1a'): Scheme {
  const [own, usual] = (['svix', 'webhook'] as const).map((prefix) =>
    standardScheme(prefix, version, {
      id,
      sender: 'Svix',
      source: 'https://docs.svix.com/receiving/verifying-payloads/how-manual',
      sourceRead: '2026-11-21',
    }),
  ) as [Scheme, Scheme]
  const either: ReadScheme = {
    ...own,
    // One set or the other, never a header of each: the usual one only where there is no such header at all.
    read(received) {
      const read = own.read(received)
      const isOther = read === 'signature_missing' && received.header('svix-signature').length === 0
      return isOther ? usual.read(received) : read
    },
  }
  return defineScheme(either)
}
