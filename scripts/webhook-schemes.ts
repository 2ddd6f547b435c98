import type { Scheme } from '../packages/webhook-auth/src/index.ts'
import { sendersBesides } from './webhook-senders.ts'

/** The page about schemes, from what `@sallyport/webhook-auth/schemes` exports. */
export function schemesPage(exported: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(exported).toSorted()
  const schemes = names.flatMap((name) => {
    const scheme = made(name, exported[name])
    return scheme === undefined ? [] : [scheme]
  })
  const makers = names.filter((name) => typeof exported[name] === 'function' && !settings[name])
  return [
    ...head,
    `| ${columns.join(' | ')} |`,
    `|${'---|'.repeat(columns.length)}`,
    ...schemes.map(({ name, scheme }) => `| ${cells(name, scheme).join(' | ')} |`),
    ...(makers.length === 0 ? [] : ['', madeFor(makers)]),
    '',
    ...sendersBesides,
  ].join('\n')
}

/** Settings of yours without which there is no scheme; what is signed is the same whatever they are. */
const settings: Readonly<Record<string, object>> = {
  awsSns: { topics: ['arn:aws:sns:us-east-1:123456789012:*'] },
  awsSnsV1: { topics: ['arn:aws:sns:us-east-1:123456789012:*'] },
  paypal: { webhookId: 'WEBHOOK_ID' },
}

const code = (text: string): string => `\`${text}\``

interface Named {
  readonly name: string
  readonly scheme: Scheme
}

function made(name: string, exported: unknown): Named | undefined {
  if (isScheme(exported)) return { name, scheme: exported }
  if (!settings[name]) return undefined
  const make = exported as (options: object) => Scheme
  return { name: `${name}()`, scheme: make(settings[name]) }
}

const head: readonly string[] = `# Schemes of webhooks

How each sender signs, as \`@sallyport/webhook-auth/schemes\` declares it. Made from those declarations:
after a change of one, run \`node scripts/check-formats.ts --write\`.

- **Signed** is what the MAC is taken over, in this order, with nothing between but what stands there.
  \`{body}\` is the bytes as they came, \`{timestamp}\` and \`{id}\` are texts as they were sent,
  \`{callbackUrl}\` is the address that the sender was given, \`{url}\` its origin with the path and query
  that came.
- **Signature** is the header that carries it, \`…\` being the signature, or the field of the body.
- **Covers** says what of the delivery the signature vouches for: the \`body\`, some \`fields\`, or \`none\` of it.
  Whoever has one delivery can change what is not covered.
- **Again** is how long the same delivery is accepted again by its signature alone: until so long after the
  time that is signed, or for ever where no time is. \`onceOnly\` ends that; for ever is then 72 hours,
  or as long as you say. It knows a delivery by what is signed, so that another payload under the same signature
  is a replay; only where nothing is signed, as the secret itself is sent, by its body.
- **Id** says whether the signature vouches for the delivery's id. One that is \`unsigned\` is changed by
  whoever sends a delivery again, and tells no replay.
- **Evidence** is what proves the declaration, with where the sender says so: a \`vector\`, an answer that was
  published; the sender's own \`library\`; or its \`documentation\` alone. **Read** is the day on which that was
  looked at; a sender may have changed its mind since.
`.split('\n')

const columns = [
  'sender',
  'scheme',
  'signed',
  'MAC',
  'signature',
  'covers',
  'again',
  'id',
  'evidence',
  'read',
]

function cells(name: string, scheme: Scheme): readonly string[] {
  const { sender, signs, mac, covers, deliveryId, evidence, source } = scheme
  const { sourceRead = 'unknown' } = scheme
  const isToken = mac === 'token'
  return [
    sender,
    code(name),
    isToken ? 'nothing' : signs.includes('{') && !signs.includes(' ') ? code(signs) : signs,
    macOf(scheme),
    placeOf(scheme),
    covers,
    againOf(scheme),
    deliveryId,
    `[${evidence}](${source})`,
    sourceRead,
  ].map((text) => text.replaceAll('|', '\\|'))
}

function macOf({ mac, encoding, secret }: Scheme): string {
  if (mac === 'token') return 'the secret itself'
  return `${mac}, ${encoding}${secret === 'utf8' ? '' : `; key: ${secret}`}`
}

const marker = '…'
const sampleTime = Date.UTC(2026, 0, 2, 3, 4, 5)
/** How a sender may write that time. */
const writtenTimes = [`${sampleTime}`, `${sampleTime / 1_000}`, new Date(sampleTime).toISOString()]
// What any of the senders could send: the fields that some sign are empty.
const sampleBody = '{"notificationItems":[{"NotificationRequestItem":{}}]}'
const longest = 60

/** Of those that nobody but the sender can write. */
const places: Readonly<Record<string, string>> = {
  'aws-sns': `${code('Signature')} of the body`,
  'aws-sns-v1': `${code('Signature')} of the body`,
  paypal: code('paypal-transmission-sig'),
  plaid: `the JWS in ${code('plaid-verification')}`,
}

/** Where the signature is, from a delivery with a mark in its place. */
function placeOf({ id, write }: Scheme): string {
  if (write === undefined) return places[id] ?? 'see its source'
  const { headers, body } = write(
    {
      body: Buffer.from(sampleBody),
      method: 'POST',
      url: '/hook',
      callbackUrl: 'https://receiver.example/hook',
      timestamp: sampleTime,
      deliveryId: '{id}',
      digest: () => '00',
    },
    () => marker,
  )
  const [name, value = ''] = Object.entries(headers).find(([, text]) => text.includes(marker)) ?? []
  if (name === undefined) {
    const text = Buffer.from(body).toString()
    const [field] = [...new URLSearchParams(text)].find(([, one]) => one === marker) ?? []
    return field === undefined
      ? `${code(fieldPath(JSON.parse(text)))} of the body`
      : `${code(field)} of the form`
  }
  const told = writtenTimes.reduce((text, time) => text.replace(time, '{timestamp}'), value)
  return told === marker || told.length > longest ? code(name) : code(`${name}: ${told}`)
}

/** The path to the mark in a body. */
function fieldPath(value: unknown): string {
  for (const [name, field] of Object.entries(value ?? {})) {
    if (field === marker) return name
    const deeper = typeof field === 'object' ? fieldPath(field) : ''
    if (deeper !== '') return `${name}.${deeper}`
  }
  return ''
}

function againOf({ toleranceSeconds }: Scheme): string {
  if (toleranceSeconds === null) return 'for ever'
  if (toleranceSeconds % 3_600 === 0) return `${toleranceSeconds / 3_600} h`
  return toleranceSeconds % 60 === 0 ? `${toleranceSeconds / 60} min` : `${toleranceSeconds} s`
}

const madeFor = (makers: readonly string[]): string =>
  `Not in the table, as what they sign is agreed with each sender: ${makers.map((name) => code(`${name}()`)).join(', ')}.`

const isScheme = (value: unknown): value is Scheme =>
  typeof value === 'object' && value !== null && 'signs' in value && 'evidence' in value
