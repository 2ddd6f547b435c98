import type { SignatureDenial } from './catalog.ts'
import type { DeclaredScheme, Outgoing, Pieces, ReadScheme } from './scheme.ts'
import { type SignedText, signedText } from './signed-text.ts'
import { readerOf, readerOfOne, type Trouble } from './source.ts'
import { formatTimestamp, parseTimestamp } from './timestamp.ts'
import { withValues } from './with-values.ts'

const usualTolerance = 300

/** A scheme that reads deliveries as its declaration says. */
export function declaredScheme(scheme: DeclaredScheme): ReadScheme {
  const { id, sender, mac, encoding, secret = 'utf8', source, evidence, timestamp } = scheme
  const text = signedText(scheme.signed)
  demandCover(scheme, text)
  return {
    ...{ id, sender, mac, encoding, secret, source, evidence },
    ...(scheme.sourceRead !== undefined && { sourceRead: scheme.sourceRead }),
    covers: scheme.covers ?? 'body',
    signs: scheme.signed,
    toleranceSeconds:
      timestamp === undefined ? null : (timestamp.toleranceSeconds ?? usualTolerance),
    deliveryId: idKind(scheme),
    read: reading(scheme, text),
    write: (outgoing, signature) => writeDeclared(scheme, text, outgoing, signature),
  }
}

/** Why there is no signature to look at. */
export const signatureTrouble: Readonly<Record<Trouble, SignatureDenial>> = {
  missing: 'signature_missing',
  repeated: 'signature_repeated',
  malformed: 'signature_malformed',
  too_many: 'too_many_signatures',
}

// Where nothing ends a signed id, the beginning of the body could be moved into it, up to a time that stands
// there: the signature stays right, and an old delivery would look new. No body of JSON goes without these.
const notOfIds = /[\s"'{}[\]]/

/** How a declaration reads a delivery, worked out once. */
function reading(scheme: DeclaredScheme, text: SignedText): ReadScheme['read'] {
  const { timestamp, deliveryId, keyId } = scheme
  const signaturesOf = readerOf(scheme.signature)
  const timeOf = timestamp && readerOfOne(timestamp)
  const idOf = deliveryId && readerOfOne(deliveryId)
  const keyOf = keyId && readerOfOne(keyId)
  const isIdSigned = text.names.has('id')
  const end = idEnd(scheme) ?? ' '
  const isId = (id: string): boolean => id !== '' && !notOfIds.test(id) && !id.includes(end)
  return (received) => {
    const signatures = signaturesOf(received)
    if (typeof signatures === 'string') return signatureTrouble[signatures]
    const time = timeOf?.(received)
    if (typeof time === 'string') {
      return time === 'missing' ? 'timestamp_missing' : 'timestamp_malformed'
    }
    const sent = time && timestamp && parseTimestamp(time[0], timestamp.unit)
    if (time !== undefined && sent === undefined) return 'timestamp_malformed'
    const id = idOf?.(received)
    const deliveryId = typeof id === 'object' ? id[0] : undefined
    if (deliveryId === undefined && isIdSigned) return 'delivery_id_missing'
    if (isIdSigned && !isId(deliveryId ?? '')) return 'content_malformed'
    const signed = text.pieces(received, time?.[0] ?? '', deliveryId ?? '')
    if (signed === undefined) return 'content_malformed'
    const named = keyOf?.(received)
    if (typeof named === 'string') return signatureTrouble[named]
    return [{ signatures, signed, timestamp: sent, deliveryId, keyId: named?.[0] }]
  }
}

function writeDeclared(
  scheme: DeclaredScheme,
  text: SignedText,
  outgoing: Outgoing,
  signature: (signed: Pieces) => string,
) {
  const { timestamp, deliveryId, keyId } = scheme
  const time = timestamp ? formatTimestamp(outgoing.timestamp, timestamp.unit) : ''
  // What lies in the body is signed with it, so it must be there before.
  const { method, url, body } = outgoing
  const address = {
    ...(text.names.has('method') && { method }),
    ...(text.names.has('url') && { url }),
  }
  const before = withValues({ ...address, headers: {}, body }, [
    [timestamp, time],
    [deliveryId, outgoing.deliveryId],
    [keyId, outgoing.keyId],
  ])
  const signed = text.pieces({ ...outgoing, body: before.body }, time, outgoing.deliveryId)
  if (signed === undefined) {
    throw new TypeError(`webhook-auth: ${scheme.id} signs the callback URL: give "callbackUrl"`)
  }
  return withValues(before, [[scheme.signature, signature(signed)]])
}

function idKind(scheme: DeclaredScheme): ReadScheme['deliveryId'] {
  const { deliveryId, covers } = scheme
  if (deliveryId === undefined) return 'none'
  const isInBody = !('header' in deliveryId) && covers === undefined
  return isInBody || idEnd(scheme) !== undefined ? 'signed' : 'unsigned'
}

/**
 * What ends the id in a template, so that an id that has it is refused, and whoever has a delivery cannot move what
 * stands beside the id into it: the end of all, a letter that ids need not have, or a time of RFC 3339, which has a
 * colon at a place of its own. Undefined where nothing does.
 */
function idEnd({ signed, timestamp }: DeclaredScheme): string | undefined {
  const [found, letter, time] =
    /^(?:[^{]|\{timestamp\})*\{id\}(?:([^{\w-])|(\{ti)|$)/.exec(signed) ?? []
  if (found === undefined || time === undefined) return found && (letter ?? ' ')
  return timestamp?.unit === 'rfc3339' ? ':' : undefined
}

function demandCover(
  { id, covers, timestamp, deliveryId, mac }: DeclaredScheme,
  { names }: SignedText,
): void {
  const fail = (what: string): never => {
    throw new RangeError(`webhook-auth: the scheme "${id}" ${what}`)
  }
  if (covers === undefined && (!names.has('body') || mac === 'token')) {
    fail('does not sign {body}, so that anybody could change it: if so it is, say "covers"')
  }
  if (names.has('timestamp') && timestamp === undefined) fail('signs {timestamp} and has none')
  if (names.has('id') && deliveryId === undefined) fail('signs {id} and has no "deliveryId"')
  if (timestamp === undefined) return
  const isInBody = !('header' in timestamp) && names.has('body')
  if (!names.has('timestamp') && !isInBody) {
    fail('does not sign its timestamp, so that it proves nothing')
  }
  const { toleranceSeconds = usualTolerance } = timestamp
  if (!(Number.isInteger(toleranceSeconds) && toleranceSeconds > 0)) {
    fail(`needs a "toleranceSeconds" >= 1, got ${String(toleranceSeconds)}`)
  }
}
