import type { Delivery, Scheme, SignatureDenial, VerifierOptions } from '@sallyport/webhook-auth'
import * as node from '@sallyport/webhook-auth'
import * as web from '@sallyport/webhook-auth/web'

/** What a check comes to, with what it knows of a delivery that it lets in. */
export type Outcome =
  | { readonly ok: false; readonly reason: SignatureDenial; readonly status: number }
  | ({ readonly ok: true; readonly fingerprint: string } & Readonly<Record<string, unknown>>)

/** A build of the package, so that one test asks all of them. */
export interface Build {
  readonly name: 'node' | 'web'
  check(scheme: Scheme, options: VerifierOptions): (delivery: Delivery) => Promise<Outcome>
  sign(scheme: Scheme, options: node.SignOptions): Promise<node.SignedDelivery>
}

async function outcomeOf(
  verdict: Awaited<ReturnType<web.Verifier>> | ReturnType<node.Verifier>,
): Promise<Outcome> {
  if (!verdict.ok) return { ok: false, reason: verdict.reason, status: verdict.status }
  const { fingerprint, ...facts } = verdict.value
  return { ...facts, ok: true, fingerprint: await fingerprint() }
}

export const builds: readonly Build[] = [
  {
    name: 'node',
    check(scheme, options) {
      const check = node.verifier(scheme, options)
      return async (delivery) => outcomeOf(check(delivery))
    },
    sign: async (scheme, options) => node.sign(scheme, options),
  },
  {
    name: 'web',
    check(scheme, options) {
      const check = web.verifier(scheme, options)
      return async (delivery) => outcomeOf(await check(delivery))
    },
    sign: web.sign,
  },
]
