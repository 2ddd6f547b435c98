import { inspect } from 'node:util'
import { coreReasons, type Verdict } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import { networkReasons } from '@sallyport/network'
import {
  type Delivery,
  sharedSecret,
  signedBy,
  type VerifiedWebhook,
  type WebhookService,
  webhookAuth,
} from '@sallyport/webhook-auth'
import { serviceReasons, signatureReasons } from '@sallyport/webhook-auth/reasons'
import { expect, it } from 'vitest'
import {
  callbackUrl,
  checkOf,
  everyMade,
  everySigning,
  now,
  secretOf,
} from './support/every-scheme.ts'
import {
  type Draw,
  drawing,
  fuzzedBody,
  fuzzedDelivery,
  fuzzedHeaders,
  pick,
  type Seed,
  seeds,
} from './support/fuzzed.ts'

const count = Number(process.env.SALLYPORT_FUZZ ?? 100_000)
const clock = (): number => now
const catalog: Readonly<Record<string, { readonly status: number }>> = {
  ...signatureReasons,
  ...serviceReasons,
  ...coreReasons,
  ...networkReasons,
}

/** What came of it all. */
interface Tally {
  allowed: number
  readonly reasons: Map<string, number>
}

/** Fails for what is no verdict, and for a reason that no catalog has. */
function counted(verdict: Verdict<object>, { reasons }: Tally): void {
  if (verdict.ok) return
  const { reason, status } = verdict
  if (!Object.hasOwn(catalog, reason) || catalog[reason]?.status !== status) {
    throw new Error(`no catalog has ${reason} with ${status}`)
  }
  reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
}

const originals = new Map(
  seeds.map((seed) => {
    const verdict = checkOf(seed.scheme)(seed)
    return [seed, verdict.ok ? verdict.value : undefined]
  }),
)
it('of every scheme that can be signed here a right delivery is among them', () => {
  const right = new Set([...originals].flatMap(([{ scheme }, one]) => (one ? [scheme.id] : [])))
  expect(right).toEqual(new Set(everySigning.map(({ id }) => id)))
  expect(right).toContain('http-message-signature')
})

/** The longest word of the headers, and of a body that has the signature in it. */
const signatureOf = ({ scheme, headers, body }: Seed): string => {
  const texts = [
    ...Object.values(headers),
    ...(scheme.covers === 'fields' ? [Buffer.from(body).toString()] : []),
  ]
  const words = texts.flatMap((text) => text.split(/[^A-Za-z0-9+/_-]+/))
  return words.reduce((a, b) => (b.length > a.length ? b : a), '')
}
const signatures = new Map(seeds.map((seed) => [seed, signatureOf(seed)]))

/** Whether the signature came, as it was made. */
function hasSignature(seed: Seed, headers: object | null, body: unknown): boolean {
  const entries =
    headers instanceof Headers || headers instanceof Map
      ? [...headers]
      : Object.entries(headers ?? {})
  const text = JSON.stringify(entries) + bytesOf(body)
  const signature = signatures.get(seed) as string
  if (seed.scheme.encoding === 'hex') return text.toLowerCase().includes(signature)
  return text.includes(signature)
}

const bytesOf = (body: unknown): Buffer => Buffer.from(body as string)

/** Fails for what is let in and is not what its sender signed. */
function demandSigned(seed: Seed, headers: object, body: unknown, webhook: VerifiedWebhook): void {
  const original = originals.get(seed)
  const { scheme } = seed
  const isSame =
    original !== undefined &&
    hasSignature(seed, headers, body) &&
    (scheme.covers === 'none' || webhook.fingerprint() === original.fingerprint()) &&
    (scheme.covers !== 'body' || bytesOf(body).equals(seed.body)) &&
    webhook.timestamp === original.timestamp &&
    (scheme.deliveryId !== 'signed' || webhook.deliveryId === original.deliveryId)
  if (!isSame) throw new Error(`${scheme.id} let in what was not signed`)
}

const shown = (delivery: unknown, error: unknown): Error =>
  new Error(`${String(error)}: ${inspect(delivery).slice(0, 2_000)}`, { cause: error })

/** A request that a guard sees, of the same material. */
function fuzzedRequest(seed: Seed, draw: Draw, service: string) {
  const headers: Record<string, string | string[]> = {}
  for (const [name, value] of fuzzedHeaders(seed, draw)) {
    if (typeof value === 'string') headers[name] = value
    else if (Array.isArray(value)) headers[name] = value.map(String)
  }
  const made = fuzzedBody(seed, draw)
  const body = typeof made === 'string' || made instanceof Uint8Array ? made : ''
  const ip = pick(draw, ['192.0.2.7', '198.51.100.7', 'nonsense', undefined])
  const { method = 'POST', url = '/webhook/sender?team=1' } = seed
  const line = { method, url }
  const request = testRequest({ ...line, ip, headers, body, params: { service } })
  return { headers, body, request }
}

/** Two services of one secret, whose schemes differ in nothing that this delivery shows, take each other's. */
function demandAlike(seed: Seed, id: string, headers: object, body: unknown): void {
  const other = everyMade.find((scheme) => scheme.id === id)
  const isAlike = other !== undefined && checkOf(other)(seed).ok
  if (!isAlike || !hasSignature(seed, headers, body)) throw new Error(`${id} let in another's`)
}

it(`a verifier answers ${count} deliveries, and lets in none that was not signed`, () => {
  const draw = drawing(1)
  const tally: Tally = { allowed: 0, reasons: new Map() }
  const checks = new Map(everyMade.map((scheme) => [scheme, checkOf(scheme)]))
  for (let i = 0; i < count; i++) {
    const seed = pick(draw, seeds)
    const delivery: Delivery = fuzzedDelivery(seed, draw)
    try {
      const verdict = checks.get(seed.scheme)?.(delivery) as Verdict<VerifiedWebhook>
      counted(verdict, tally)
      if (!verdict.ok) continue
      tally.allowed++
      demandSigned(seed, delivery.headers, delivery.body, verdict.value)
    } catch (error) {
      throw shown(delivery, error)
    }
  }
  // The control: much was right, and much was wrong in other ways.
  expect(tally.allowed).toBeGreaterThan(count / 20)
  expect([...tally.reasons.keys()]).toEqual(
    expect.arrayContaining([
      ...['signature_missing', 'signature_repeated', 'signature_malformed', 'signature_wrong'],
      ...['too_many_signatures', 'timestamp_missing', 'timestamp_malformed', 'timestamp_too_old'],
      ...['timestamp_too_new', 'delivery_id_missing', 'content_malformed', 'body_not_raw'],
    ]),
  )
})

it(`guards answer ${count / 4} requests, and let in none that was not signed`, async () => {
  const draw = drawing(2)
  const tally: Tally = { allowed: 0, reasons: new Map() }
  const common = { clock, callbackUrl }
  const guards = new Map(
    everyMade.map((scheme) => [
      scheme.id,
      signedBy(scheme, { ...common, secrets: secretOf(scheme) }),
    ]),
  )
  const ids = [...guards.keys()]
  const services = Object.fromEntries(
    everyMade.map((scheme): [string, WebhookService] => [scheme.id, { scheme, callbackUrl }]),
  )
  const webhook_secrets = Object.fromEntries(
    everyMade.map((scheme) => [scheme.id, secretOf(scheme)]),
  )
  const settings = { webhook_secrets, ip_denylist: ['198.51.100.0/24'] }
  const table = webhookAuth({ services, settings, clock })
  for (let i = 0; i < count / 4; i++) {
    const seed = pick(draw, seeds)
    const name = draw(5) > 0 ? seed.scheme.id : pick(draw, [...ids, '__proto__', '', '\0'])
    const { request, headers, body } = fuzzedRequest(seed, draw, name)
    const one = draw(2) === 0 ? guards.get(name) : undefined
    try {
      const verdict = await (one ?? table.guard)(request, {})
      counted(verdict, tally)
      if (!verdict.ok) continue
      tally.allowed++
      const { webhook } = verdict.value
      if (webhook.scheme === seed.scheme.id) demandSigned(seed, headers, body, webhook)
      else demandAlike(seed, webhook.scheme, headers, body)
    } catch (error) {
      throw shown({ id: seed.scheme.id, name, i }, error)
    }
  }
  expect(tally.allowed).toBeGreaterThan(count / 100)
  for (const reason of [
    'service_unknown',
    'address_denied',
    'address_unknown',
    'signature_wrong',
  ]) {
    expect(tally.reasons.get(reason)).toBeGreaterThan(0)
  }
})

it(`a shared secret is asked for ${count / 10} times, and only itself is taken`, async () => {
  const draw = drawing(3)
  const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
  const guard = sharedSecret({ secrets: secret, prefix: 'Bearer ', header: 'authorization' })
  const [scheme] = everyMade as [(typeof everyMade)[number]]
  const seed: Seed = {
    scheme,
    headers: { authorization: `Bearer ${secret}` },
    body: Buffer.from('{}'),
  }
  const tally: Tally = { allowed: 0, reasons: new Map() }
  for (let i = 0; i < count / 10; i++) {
    const { request } = fuzzedRequest(seed, draw, 'x')
    const verdict = await guard(request, {})
    counted(verdict, tally)
    if (verdict.ok) expect(request.headerValues('authorization')).toEqual([`Bearer ${secret}`])
    if (verdict.ok) tally.allowed++
  }
  expect(tally.allowed).toBeGreaterThan(count / 100)
  expect(tally.reasons.size).toBeGreaterThan(3)
})
