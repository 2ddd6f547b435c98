// The mistake it prevents: a build for any platform that was only ever run on Node. With packages that were installed,
// it asks `@sallyport/webhook-auth/web` about right and wrong deliveries of each kind of signature: as a program on any
// runtime, and as a worker's test on workerd.
import { webRequest } from '@sallyport/core/web'
import * as exported from '@sallyport/webhook-auth/schemes'
import {
  memoryDeliveryStore,
  onceOnly,
  sign,
  signedBy,
  verifier,
} from '@sallyport/webhook-auth/web'
import { deliveries } from './edge-deliveries.mjs'

const schemes = { ...exported }
const isWorker = globalThis.navigator?.userAgent === 'Cloudflare-Workers'
export default { test: probe }
if (!isWorker) await probe()

async function probe() {
  const findings = []
  for (const one of deliveries) {
    const found = await ask(one)
    if (found) findings.push(`${one.name}: ${found}`)
  }
  const found = await guard()
  if (found) findings.push(`a guard: ${found}`)
  // Without its compatibility flag there are none, and nothing may have put them there.
  if (isWorker && (globalThis.Buffer || globalThis.process)) findings.push('there is a Node global')
  if (deliveries.length === 0) findings.push('there is nothing to ask')
  if (findings.length > 0) throw new Error(findings.join('\n'))
  console.log(`${runtime()}: ${deliveries.length} kinds of signatures, right ones and wrong ones`)
}

/** The one delivery is let in, and none that differs from it in one letter of the body or of the signature. */
async function ask({ scheme: [name, options], body, headers, header, now, ...given }) {
  const { secrets, callbackUrl, method, url } = given
  const scheme = options === undefined ? schemes[name] : schemes[name](options)
  const check = verifier(scheme, { secrets, callbackUrl, clock: () => now })
  const reasonOf = async (delivery) => {
    const verdict = await check({ method, url, headers, body, ...delivery })
    return verdict.ok ? 'in' : verdict.reason
  }
  const right = await reasonOf({})
  if (right !== 'in') return `refused as ${right}`
  const text = headers[header]
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] === 'A' ? 'B' : 'A'
    const other = text.slice(0, at) + letter + text.slice(at + 1)
    // Hex may be in capitals.
    if (other.toLowerCase() === text.toLowerCase()) continue
    const wrong = await reasonOf({ headers: { ...headers, [header]: other } })
    if (wrong === 'in') return `let in with ${other}`
  }
  const changed = await reasonOf({ body: `${body} ` })
  return changed === 'in' ? 'let in with another body' : undefined
}

/** A request that is let in once, and another that is not. */
async function guard() {
  const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
  const signed = signedBy(schemes.stripe, { secrets: secret })
  const once = onceOnly({ store: memoryDeliveryStore() })
  const { headers } = await sign(schemes.stripe, { secret, body: '{"id":"evt_1"}' })
  const post = async (body) => {
    const request = new Request('https://hooks.example/', { method: 'POST', headers, body })
    const seen = webRequest(request)
    const verdict = await signed(seen, {})
    if (!verdict.ok) return verdict.reason
    const first = await once(seen, verdict.value)
    return first.ok ? request.text() : first.reason
  }
  const answers = [await post('{"id":"evt_1"}'), await post('{"id":"evt_1"}'), await post('{}')]
  const wanted = ['{"id":"evt_1"}', 'delivery_replayed', 'signature_wrong']
  return answers.join() === wanted.join() ? undefined : answers.join()
}

function runtime() {
  const { Bun, Deno, process } = globalThis
  if (isWorker) return 'workerd'
  if (Deno) return `Deno ${Deno.version.deno}`
  return Bun ? `Bun ${Bun.version}` : `Node ${process.versions.node}`
}
