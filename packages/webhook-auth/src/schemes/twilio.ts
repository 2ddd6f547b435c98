import type { SignatureDenial } from '../catalog.ts'
import { defineScheme } from '../define-scheme.ts'
import type { Received } from '../delivery.ts'
import { requestUrl } from '../request-url.ts'
import type { DigestClaim, Outgoing, Reading, Scheme } from '../scheme.ts'
import { readerOf } from '../source.ts'
import { strictText, utf8Bytes, utf8Text } from '../utf8.ts'

const header = 'x-twilio-signature'
const signatureOf = /* @__PURE__ */ readerOf({ header })
const mostParameters = 1_000

/**
 * Twilio: the address and the form's parameters, which nothing separates; or, of other bodies, the address
 * with the body's hash in it (`bodySHA256`). The address is tried with and without its port, and with its
 * query as its library re-encodes it.
 *
 * `covers: 'fields'` is less here than elsewhere: Twilio signs address, names and values as one text. Whoever has a
 * delivery can move the boundary between a name and its value, or between the address and the first name; and where
 * a value that somebody else wrote has `&bodySHA256=…` in it, move that into the address, so that a body of
 * another kind goes with it. So keep the addresses of forms from taking JSON, and look at `AccountSid`.
 */
export const twilio: Scheme = /* @__PURE__ */ defineScheme({
  id: 'twilio',
  sender: 'Twilio',
  mac: 'hmac-sha1',
  encoding: 'base64',
  covers: 'fields',
  signs: '{url} and, of a form, the names and values in the order of their names',
  toleranceSeconds: null,
  deliveryId: 'none',
  source: 'https://www.twilio.com/docs/usage/security#validating-requests',
  sourceRead: '2026-11-21',
  evidence: 'vector',
  read: readTwilio,
  write(outgoing, signature) {
    const url = isForm(outgoing) ? outgoing.url : withHash(outgoing)
    const [address] = addresses({ ...outgoing, url })
    const fields = signedFields({ ...outgoing, url })
    if (address === undefined || typeof fields !== 'object') {
      throw new TypeError('webhook-auth: twilio signs the callback URL: give "callbackUrl"')
    }
    if (fields.digests?.some((one) => outgoing.digest(one.hash, one.of, one.encoding) !== one.is)) {
      throw new TypeError(
        'webhook-auth: the "bodySHA256" of "url" must be of the body, as twilio signs it',
      )
    }
    const { body, method } = outgoing
    return { headers: { [header]: signature([address, fields.bytes]) }, body, method, url }
  },
})

function readTwilio(received: Received): readonly Reading[] | SignatureDenial {
  const signatures = signatureOf(received)
  if (signatures === 'missing') return 'signature_missing'
  if (signatures === 'repeated') return 'signature_repeated'
  if (typeof signatures === 'string') return 'signature_malformed'
  const tried = addresses(received)
  const fields = tried.length === 0 ? 'content_malformed' : signedFields(received)
  if (typeof fields === 'string') return fields
  const { bytes, digests } = fields
  return tried.map((address) => ({ signatures, signed: [address, bytes], digests }))
}

interface SignedFields {
  readonly bytes: Uint8Array
  readonly digests?: readonly DigestClaim[]
}

/** What of the body is signed behind the address, or in it. */
function signedFields({
  url,
  body,
}: Pick<Received, 'url' | 'body'>): SignedFields | SignatureDenial {
  const [is, ...more] = new URLSearchParams(queryOf(url)).getAll('bodySHA256')
  if (more.length > 0) return 'content_malformed'
  if (is !== undefined) {
    const bytes = new Uint8Array()
    return { bytes, digests: [{ hash: 'sha256', of: body, encoding: 'hex', is }] }
  }
  const parameters = formOf(body)
  if (parameters === undefined) return 'content_malformed'
  const names = [...parameters.keys()].sort()
  const text = names.flatMap((name) =>
    [...(parameters.get(name) ?? [])].sort().map((value) => name + value),
  )
  // As bytes once: each address and each secret reads them again.
  return { bytes: utf8Bytes(text.join('')) }
}

/** A form, with equal values of a name once; undefined for what is none, or is text of no encoding. */
function formOf(body: Uint8Array): ReadonlyMap<string, ReadonlySet<string>> | undefined {
  let count = 1
  for (const byte of body) {
    if (byte === ampersand && ++count > mostParameters) return undefined
  }
  const text = strictText(body)
  if (text === undefined) return undefined
  const parameters = new Map<string, Set<string>>()
  for (const pair of text.split('&')) {
    const [name, value] = partsOf(pair)
    if (name === undefined || value === undefined) return undefined
    if (pair !== '') parameters.set(name, (parameters.get(name) ?? new Set()).add(value))
  }
  return parameters
}

function partsOf(pair: string): readonly (string | undefined)[] {
  const end = pair.includes('=') ? pair.indexOf('=') : pair.length
  return [plain(pair.slice(0, end)), plain(pair.slice(end + 1))]
}

const ampersand = 0x26

/** A part of a form, decoded; never with another letter in place of bytes that are none. */
function plain(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return undefined
  }
}

const queryOf = (url: string): string => /\?(.*)$/.exec(url)?.[1] ?? ''

/** The addresses that the sender may have signed: its port or none, its query as sent or as libraries make it. */
function addresses({ callbackUrl, url }: Pick<Received, 'callbackUrl' | 'url'>): readonly string[] {
  const whole = requestUrl({ callbackUrl, url })
  const [, scheme = '', login = '', host = '', port = ''] =
    authorityForm.exec(callbackUrl ?? '') ?? []
  if (whole === undefined || host === '') return []
  const usual = scheme.toLowerCase() === 'https://' ? ':443' : ':80'
  const origins = [scheme + login + host, scheme + login + host + (port || usual)]
  const targets = new Set([url, ...recoded(url)])
  return [...targets].flatMap((target) => origins.map((origin) => origin + target))
}

const authorityForm = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*@)?(\[[^\]]*\]|[^/?#:@]*)(:\d+)?/i

function recoded(url: string): readonly string[] {
  const start = url.indexOf('?')
  if (start < 0) return []
  const [path, query] = [url.slice(0, start), url.slice(start + 1)]
  const asBrowsers = new URL(`http://host/?${query}`).search
  const parts = query.split('&').map(partsOf)
  if (parts.flat().includes(undefined)) return [path + asBrowsers]
  const asForms = parts.map((pair) => pair.map((part) => encodeURIComponent(part ?? '')).join('='))
  return [path + asBrowsers, `${path}?${asForms.join('&')}`]
}

function isForm({ body, url }: Outgoing): boolean {
  if (new URLSearchParams(queryOf(url)).has('bodySHA256')) return true
  return !/^\s*[[{]/.test(utf8Text(body))
}

function withHash({ body, url, digest }: Outgoing): string {
  const separator = url.includes('?') ? '&' : '?'
  return `${url}${separator}bodySHA256=${digest('sha256', body, 'hex')}`
}
