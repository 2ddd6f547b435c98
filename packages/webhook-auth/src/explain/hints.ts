import { signatureReasons } from '../reasons.ts'
import { anatomyOf } from './anatomy.ts'
import { endsEarly } from './body-wrapping.ts'
import { looksSigned } from './digests.ts'
import type { Refusal } from './explanation.ts'
import type { Situation } from './hypothesis.ts'

/** What is striking of a delivery that nothing explains. */
export function hintsOf(situation: Situation, verdict: Refusal): readonly string[] {
  return [
    verdict === 'secret_unusable'
      ? `None of the secrets is of the form "${situation.scheme.secret}".`
      : signatureReasons[verdict].meaning,
    ...headerHints(situation),
    ...lengthHints(situation),
    ...bodyHints(situation),
  ]
}

function* headerHints({ scheme, headers }: Situation): Iterable<string> {
  const anatomy = anatomyOf(scheme)
  if (anatomy === undefined) return
  for (const name of new Set([anatomy.header, ...anatomy.timed])) {
    if (headers.values(name).length === 0) yield `The header ${name} is not there.`
  }
  const others = headers.names.filter(
    (name) => name !== anatomy.header && headers.values(name).some(looksSigned),
  )
  if (others.length > 0)
    yield `These headers could hold a signature: ${others.slice(0, 8).join(', ')}.`
}

function* lengthHints({ body, headers }: Situation): Iterable<string> {
  const said = headers.values('content-length')[0]
  if (said !== undefined && /^\d+$/.test(said) && Number(said) !== body.length) {
    const how =
      Number(said) > body.length ? 'cut short, or compressed' : 'inflated, or written anew'
    yield `Content-Length is ${said} and the body has ${body.length} bytes: it was ${how}.`
  }
  const encoding = headers.values('content-encoding')[0] ?? 'identity'
  const isGzip = body[0] === 0x1f && body[1] === 0x8b
  if (/gzip/i.test(encoding) && !isGzip) yield 'Content-Encoding is gzip, and the body is not.'
  if (endsEarly(body)) yield 'The JSON of the body ends too early: it was cut short.'
}

function* bodyHints({ body }: Situation): Iterable<string> {
  const text = Buffer.from(body.subarray(0, 1_048_576)).toString()
  if (body.length === 0) yield 'The body is empty: a parser may have taken it.'
  if (/^(\{\}|undefined|null)$/.test(text)) {
    yield `The body is ${text}: it may be what a parser left of it.`
  }
  if (text.includes('[object Object]'))
    yield 'The body has "[object Object]": it was parsed and made text.'
  if (Buffer.from(body).includes(replacement)) {
    yield 'The body has U+FFFD: it was decoded as text, and bytes of it are lost.'
  }
  if (/[{,]\s*"\d+"\s*:/.test(text)) {
    yield 'The body has keys that are numbers: JSON.parse brings those to the front.'
  }
  if (/\d000(?:[,\s}\]]|$)/.test(text) && /\d{17,}/.test(text)) {
    yield 'The body has numbers of more than 16 digits: JSON.parse rounds them.'
  }
}

const replacement = Buffer.from([0xef, 0xbf, 0xbd])
