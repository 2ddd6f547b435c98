import { outgoingOf, writingOf } from '../outgoing.ts'
import type { Scheme, SignedDelivery } from '../scheme.ts'
import { textOf } from '../secrets.ts'
import type { SignOptions } from '../sign.ts'
import { digestOf } from './digest.ts'
import { joined } from './joined.ts'
import { webKey } from './key.ts'

/**
 * Signs a delivery as the sender would, by WebCrypto: for tests of your own webhooks, and for senders. Only with
 * schemes whose secret signs as well as it checks.
 *
 * @example
 * ```ts
 * import { github } from '@sallyport/webhook-auth/schemes'
 * import { sign } from '@sallyport/webhook-auth/web'
 *
 * const secret = "It's a Secret to Everybody"
 * const { headers } = await sign(github, { secret, body: 'Hello, World!' })
 * console.log(headers['x-hub-signature-256']?.slice(0, 19)) // prints: sha256=757107ea0eb2
 * ```
 *
 * Rejects with TypeError for a scheme with public keys, and where the callback URL is missing.
 */
export async function sign(scheme: Scheme, options: SignOptions): Promise<SignedDelivery> {
  const outgoing = outgoingOf(options)
  const { write, sign: signature } = writingOf(scheme, webKey(scheme, textOf(options.secret)).sign)
  return answered((ask) =>
    write(
      {
        ...outgoing,
        digest: (hash, of, encoding) => ask(() => digestOf(hash, [of], encoding)),
      },
      (signed) => ask(() => signature(joined(signed))),
    ),
  )
}

type Ask = (compute: () => Promise<string>) => string

/**
 * Runs what needs answers at once, though they come later: it is left at the first that is not there yet, and run
 * again when it is. It asks the same in the same order each time.
 */
async function answered<T>(run: (ask: Ask) => T): Promise<T> {
  const answers: string[] = []
  for (;;) {
    let asked = 0
    let next: (() => Promise<string>) | undefined
    try {
      return run((compute) => {
        const answer = answers[asked++]
        if (answer !== undefined) return answer
        next = compute
        throw notYet
      })
    } catch (error) {
      if (error !== notYet || next === undefined) throw error
      answers.push(await next())
    }
  }
}

const notYet = /* @__PURE__ */ new Error('webhook-auth: this is answered later')
