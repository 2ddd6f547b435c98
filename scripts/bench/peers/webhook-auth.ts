// The same questions to seven libraries and to us: `node scripts/bench/peers/webhook-auth.ts` prints what each answers,
// as a table of Markdown. Each is asked with the schemes that it has, in deliveries that are signed here.
import { testRequest } from '@sallyport/core/testing'
import { sign, webhookAuth } from '@sallyport/webhook-auth'
import { github } from '@sallyport/webhook-auth/schemes'
import {
  askTern,
  type Bytes,
  type FormName,
  forms,
  macOf,
  type Subject,
  subjects,
  type Verify,
} from '../webhook-verifiers.ts'

/** In seconds; asked anew, as one of them takes nothing older than five. */
const now = (): number => Math.floor(Date.now() / 1_000)
const year = 365 * 86_400

/** What a verifier says: `in`, `refused`, or what it throws that is no refusal. */
async function answerOf(ask: () => unknown): Promise<string> {
  try {
    const answer: unknown = await ask()
    if (answer === false || answer === null) return 'refused'
    if (typeof answer !== 'object' || !('ok' in answer) || answer.ok === true) return 'in'
    return 'reason' in answer ? `refused: ${answer.reason}` : 'refused'
  } catch (error) {
    const { name, message } = error as Error
    const kind = (error as { constructor: { name: string } }).constructor.name
    if (/Verification/.test(`${name}${kind}`)) return 'refused'
    return `throws ${name === 'Error' ? `"${message.split('\n')[0]?.slice(0, 40)}"` : name}`
  }
}

/** Puts a question to a subject, with one of the schemes. */
type Question = (verify: Verify, form: FormName) => unknown

interface Delivery {
  readonly body: Bytes
  /** What the MAC is made over. @default the body */
  readonly over?: Bytes
  readonly time?: string
  /** Which time the MAC has. @default the time */
  readonly timeOver?: string
  readonly secret?: string
  readonly macs?: (right: string) => readonly string[]
  readonly toleranceSeconds?: number
  readonly as?: (headers: Record<string, string>) => unknown
  readonly bodyAs?: unknown
}

const unitOf = (form: FormName): number => (form === 'sanity' ? 1_000 : 1)

/** Asks with a delivery made so. */
const withDelivery =
  (of: Delivery): Question =>
  (verify, name) => {
    const form = forms[name]
    const { body, over = body, time = `${now() * unitOf(name)}`, timeOver = time } = of
    const { secret = form.secret, macs = (right) => [right], as = (headers) => headers } = of
    const headers = as(form.headers(time, macs(macOf(form, timeOver, over, secret))))
    return verify({
      secret,
      body: 'bodyAs' in of ? of.bodyAs : body,
      headers,
      toleranceSeconds: of.toleranceSeconds,
    })
  }

/** Asks everybody who has one of the schemes; several answers of one are told each. */
async function row(
  title: string,
  question: Question,
  names: readonly FormName[],
  who: Readonly<Record<string, Subject>> = subjects,
): Promise<void> {
  const cells = Object.values(who).map(async (subject) => {
    const answers = new Map<string, FormName[]>()
    for (const name of names) {
      const verify = subject[name]
      if (verify === undefined) continue
      const answer = await answerOf(() => question(verify, name))
      answers.set(answer, [...(answers.get(answer) ?? []), name])
    }
    if (answers.size === 0) return ''
    if (answers.size === 1) return [...answers.keys()].join()
    return [...answers].map(([answer, of]) => `${answer} (${of.join(', ')})`).join('; ')
  })
  print([title, ...(await Promise.all(cells))])
}

const print = (cells: readonly string[]): void =>
  console.log(`| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)

const timed = ['standard', 'stripe', 'paddle'] as const
const usual = ['standard', 'stripe', 'github', 'paddle'] as const
const invalid = Buffer.from('7b2261223a22ff227d', 'hex')
const marked = Buffer.from('\ufeff{"a":1}')
const body = '{"a":1}'
const bad = (form: FormName): string => '0'.repeat(form === 'standard' ? 43 : 64)

print(['asked', ...Object.keys(subjects)])
print(['---', ...Object.keys(subjects).map(() => '---')])
await row('right', withDelivery({ body }), usual)
const bytes = (of: Delivery): Question => withDelivery({ ...of, bodyAs: of.body })
await row('1. right, of bytes that are no UTF-8', bytes({ body: invalid }), usual)
const asText = new TextDecoder().decode(invalid)
await row('1. signed was the text of U+FFFD', bytes({ body: invalid, over: asText }), usual)
await row('2. right, with a byte order mark', bytes({ body: marked }), usual)
await row('2. signed without the mark', bytes({ body: marked, over: body }), usual)
await row('3. dated in a year', withDelivery({ body, time: `${now() + year}` }), timed)
for (const toleranceSeconds of [Number.NaN, -1, 0]) {
  const old = withDelivery({ body, time: `${now() - year}`, toleranceSeconds })
  const who = Object.fromEntries(
    Object.entries(subjects).map(([name, subject]) => [
      name,
      /paddle|standard|svix/.test(name) ? {} : subject,
    ]),
  )
  await row(`3. a year old, tolerance ${toleranceSeconds}`, old, ['stripe'], who)
}
const time = `${now()}`
const letters = { body, time: `${time}abc`, timeOver: time }
await row('4. the time is "…abc", and signed without', withDelivery(letters), timed)
await row('5, 6. forged with the empty secret ""', withDelivery({ body, secret: '' }), usual)
await row('5. forged with "whsec_"', withDelivery({ body, secret: 'whsec_' }), ['standard'])
for (const text of ['$$5', '$&', '$`']) {
  await row(
    `7. right, of \`${JSON.stringify({ text })}\``,
    withDelivery({ body: JSON.stringify({ text }) }),
    usual,
  )
}
await row('8. right, of Vercel (SHA-1)', withDelivery({ body }), ['vercel'])
// Whose signature has letters that only one alphabet has.
const milliseconds = `${now() * 1_000}`
const sanity = [...Array(99).keys()]
  .map((n) => `{"n":${n}}`)
  .find((one) => /[-_]/.test(macOf(forms.sanity, milliseconds, one))) as string
await row(
  '8. right, of Sanity (base64url, milliseconds)',
  withDelivery({ body: sanity, time: milliseconds }),
  ['sanity'],
)
const two =
  (order: (right: string, wrong: string) => readonly string[]): Question =>
  (verify, name) =>
    withDelivery({ body, macs: (right) => order(right, bad(name)) })(verify, name)
await row(
  '8, 9. two signatures, the first right',
  two((right, wrong) => [right, wrong]),
  timed,
)
await row(
  '8, 9. two signatures, the last right',
  two((right, wrong) => [wrong, right]),
  timed,
)
await row('11. a signature of one letter', withDelivery({ body, macs: () => ['a'] }), usual)
const lists = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))
const untaken = ['standard'] as const
const noRequest = Object.fromEntries(
  Object.entries(subjects).map(([name, subject]) => [name, /tern/.test(name) ? {} : subject]),
)
await row('12. right, each header a list', withDelivery({ body, as: lists }), untaken, noRequest)
const asHeaders = (headers: Record<string, string>) => new Headers(headers)
await row('12. right, in a `Headers`', withDelivery({ body, as: asHeaders }), untaken, noRequest)
const array = withDelivery({ body, bodyAs: new TextEncoder().encode(body) })
await row('12. right, the body a `Uint8Array`', array, usual)
await row(
  '12. right, the body a `Buffer`',
  withDelivery({ body, bodyAs: Buffer.from(body) }),
  usual,
)
await row('12. right, of a form', withDelivery({ body: 'a=1&b=2' }), usual)
await row(
  '12. the body parsed by somebody',
  withDelivery({ body, bodyAs: { a: 1 } }),
  usual,
  noRequest,
)
await row('13. right, of an empty body', withDelivery({ body: '' }), usual)
const upper = withDelivery({ body, macs: (right) => [right.toUpperCase()] })
await row('13. right, in upper-case hex', upper, ['stripe', 'github', 'paddle'])
const flood: Question = (verify, name) =>
  withDelivery({ body, macs: (right) => [...Array<string>(10_000).fill(bad(name)), right] })(
    verify,
    name,
  )
await row('10,000 wrong signatures, then the right one', flood, timed)

/** A sender that nobody configured, with a generic header and a right MAC. */
async function ofNobody(): Promise<string> {
  const { secret } = forms.github
  const { guard } = webhookAuth({
    services: { github: { scheme: github } },
    settings: { webhook_secrets: { github: secret } },
  })
  const delivery = {
    ...sign(github, { secret, body }),
    method: 'POST',
    params: { service: 'no-such' },
  }
  return answerOf(() => guard(testRequest(delivery), {}))
}
const generic = {
  'x-webhook-signature': macOf(forms.github, '', body),
}
const stranger = Object.keys(subjects).map(async (name) => {
  if (name === 'sallyport') return ofNobody()
  return /tern/.test(name) ? answerOf(() => askTern('no-such', generic)) : ''
})
print(['6. of a sender that there is not', ...(await Promise.all(stranger))])
