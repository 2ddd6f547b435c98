import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import { verify } from '@octokit/webhooks-methods'
import { type Delivery, sign, type Verifier, verifier } from '@sallyport/webhook-auth'
import { github, stripe, svix as svixScheme } from '@sallyport/webhook-auth/schemes'
import { Webhook as Standard } from 'standardwebhooks'
import Stripe from 'stripe'
import { Webhook as Svix } from 'svix'
import { type AsyncLoop, type Loop, race, raceAsync } from '../race.ts'
import type { Row, Suite } from '../row.ts'
import { ofEdge } from '../webhook-edge.ts'

const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
const encodedSecret = `whsec_${Buffer.from(secret).toString('base64')}`
// Several, in turn: the digest of one constant body could be kept.
const deliveries = 16

const bodies = (size: number): readonly string[] =>
  Array.from({ length: deliveries }, (_, i) => {
    const head = `{"id":${i},"text":"`
    return `${head}${'x'.repeat(size - head.length - 2)}"}`
  })

let passed = 0

/** Checks deliveries in turn, and that none is refused. */
const checking =
  (check: Verifier, all: readonly Delivery[]): Loop =>
  (n) => {
    for (let i = 0; i < n; i++) {
      if (check(all[i % deliveries] as Delivery).ok) passed++
      else throw new Error('bench: a right delivery was refused')
    }
  }

/** The least that any check costs: one HMAC and one comparison. */
function floor(all: readonly { body: Uint8Array; signature: Buffer }[]): Loop {
  const key = createSecretKey(Buffer.from(secret))
  return (n) => {
    for (let i = 0; i < n; i++) {
      const { body, signature } = all[i % deliveries] as (typeof all)[number]
      if (timingSafeEqual(createHmac('sha256', key).update(body).digest(), signature)) passed++
    }
  }
}

async function* ofGithub(size: number): AsyncIterable<Row> {
  const texts = bodies(size)
  const signed = texts.map((body) => sign(github, { secret, body }))
  const ours = checking(verifier(github, { secrets: secret }), signed)
  const signatures = signed.map(({ headers }) => headers['x-hub-signature-256'] as string)
  const octokit: AsyncLoop = async (n) => {
    for (let i = 0; i < n; i++) {
      const [text, signature] = [texts[i % deliveries], signatures[i % deliveries]]
      if (await verify(secret, text as string, signature as string)) passed++
    }
  }
  const label = `${size / 1_024} KiB`
  yield await raceAsync({
    id: `webhook-auth/octokit-${size / 1_024}k`,
    what: `GitHub, ${label}: verifier() / @octokit/webhooks-methods`,
    ours,
    peer: octokit,
    target: { atMost: 1 / 0.95 },
  })
  yield race({
    id: `webhook-auth/hmac-${size / 1_024}k`,
    what: `GitHub, ${label}: verifier() / one bare HMAC`,
    ours,
    peer: floor(
      signed.map(({ body }, i) => ({
        body,
        signature: Buffer.from((signatures[i] as string).slice(7), 'hex'),
      })),
    ),
  })
}

async function* ofStandard(): AsyncIterable<Row> {
  const texts = bodies(1_024)
  const signed = texts.map((body) => sign(svixScheme, { secret: encodedSecret, body }))
  const ours = checking(verifier(svixScheme, { secrets: encodedSecret }), signed)
  const standard = new Standard(encodedSecret)
  const svix = new Svix(encodedSecret)
  const renamed = signed.map(({ headers }) =>
    Object.fromEntries(Object.entries(headers).map(([k, v]) => [k.replace('svix', 'webhook'), v])),
  )
  // They throw where they refuse.
  const asking =
    (ask: (i: number) => unknown): Loop =>
    (n) => {
      for (let i = 0; i < n; i++) if (ask(i % deliveries) === undefined) passed++
    }
  // Neither parses the body, as ours does not: svix never does, the other where it is not told so.
  const peers = {
    standardwebhooks: asking((i) =>
      standard.verify(texts[i] as string, renamed[i] ?? {}, { jsonParse: false }),
    ),
    svix: asking((i) => svix.verify(texts[i] as string, signed[i]?.headers ?? {})),
  }
  for (const [name, peer] of Object.entries(peers)) {
    const what = `Svix, 1 KiB: verifier() / ${name}`
    yield race({ id: `webhook-auth/${name}`, what, ours, peer, target: { atMost: 0.25 } })
  }
}

function* ofStripe(): Iterable<Row> {
  const texts = bodies(1_024)
  const signed = texts.map((body) => sign(stripe, { secret, body }))
  const { signature } = new Stripe('sk_test_none').webhooks
  if (!signature) throw new Error('bench: stripe has no verifyHeader()')
  yield race({
    id: 'webhook-auth/stripe',
    // And not constructEvent(), which parses the body besides.
    what: 'Stripe, 1 KiB: verifier() / verifyHeader()',
    ours: checking(verifier(stripe, { secrets: secret }), signed),
    peer: (n) => {
      for (let i = 0; i < n; i++) {
        const { headers } = signed[i % deliveries] as (typeof signed)[number]
        const text = texts[i % deliveries] as string
        if (signature.verifyHeader(text, headers['stripe-signature'] as string, secret)) passed++
      }
    },
  })
}

/** Signatures without end, beside one good delivery. */
function* ofFloods(): Iterable<Row> {
  const [body = ''] = bodies(1_024)
  const check = verifier(stripe, { secrets: secret })
  const { headers } = sign(stripe, { secret, body })
  const good = headers['stripe-signature'] as string
  const entry = `,v1=${'0'.repeat(64)}`
  const floods = {
    entries: `${good}${entry.repeat(10_000)}`,
    mebibyte: `${good},v1=${'0'.repeat(1_048_576)}`,
  }
  for (const [id, header] of Object.entries(floods)) {
    const flood = { headers: { 'stripe-signature': header }, body }
    yield race({
      id: `webhook-auth/flood-${id}`,
      what: `a header of ${header.length} characters: refused / a good delivery`,
      ours: (n) => {
        for (let i = 0; i < n; i++) if (!check(flood).ok) passed++
      },
      peer: checking(check, Array<Delivery>(deliveries).fill({ headers, body })),
      target: { atMost: 3 },
    })
  }
}

/** What a check of a signature costs, beside the HMAC it cannot do without and the senders' own libraries. */
export const suite: Suite = async function* () {
  yield* ofGithub(1_024)
  yield* ofGithub(65_536)
  yield* ofStandard()
  yield* ofStripe()
  yield* ofFloods()
  yield* ofEdge(1_024)
  yield* ofEdge(65_536)
  if (passed === 0) throw new Error('bench: nothing passed, so nothing was measured')
}
