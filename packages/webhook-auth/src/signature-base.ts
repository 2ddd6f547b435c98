import type { Received } from './delivery.ts'
import { isTarget, requestUrl } from './request-url.ts'
import type { Item } from './structured-fields.ts'

/** What of a request a signature base is made of. */
export type Message = Pick<Received, 'method' | 'url' | 'callbackUrl' | 'header'>

/** RFC 9421 §2.2, the host from the settings: what is in the request, its sender chose. */
const derived: Readonly<Record<string, (message: Message) => string | undefined>> = {
  '@method': ({ method }) => method,
  '@target-uri': requestUrl,
  '@authority': ({ callbackUrl }) => callbackUrl && new URL(callbackUrl).host,
  '@scheme': ({ callbackUrl }) => callbackUrl && new URL(callbackUrl).protocol.slice(0, -1),
  '@request-target': ({ url }) => url,
  '@path': ({ url }) => url.split('?', 1)[0],
  '@query': ({ url }) => /\?.*$/.exec(url)?.[0] ?? '?',
}

/** Which of them need the address that the sender was given. */
export const needsAddress: readonly string[] = ['@target-uri', '@authority', '@scheme']

const fieldName = /^[!#$%&'*+.^_`|~a-z0-9-]+$/
// RFC 9421 §2.5: a line break in a value would be another line of the base; beyond ASCII senders differ.
const oneLine = /^[\t\x20-\x7e]*$/

/**
 * The signature base (RFC 9421 §2.5); undefined where the request has not what is covered, or it is covered in
 * a way that is not read: components of responses, of other messages, re-serialised or encoded ones.
 */
export function signatureBase(
  components: readonly Item[],
  parameters: string,
  message: Message,
): string | undefined {
  if (!isTarget(message.url)) return undefined
  const lines: string[] = []
  for (const component of components) {
    const value = lineOf(component, message)
    if (value === undefined || !oneLine.test(value)) return undefined
    lines.push(`${component.text}: ${value}\n`)
  }
  return `${lines.join('')}"@signature-params": ${parameters}`
}

/** Whether a component is one that is read at all. */
export function isReadable({ value, parameters }: Item): boolean {
  if (!('string' in value)) return false
  const name = parameters.get('name')
  if (value.string === '@query-param') {
    return parameters.size === 1 && name !== undefined && 'string' in name
  }
  return parameters.size === 0 && (Object.hasOwn(derived, value.string) || isField(value.string))
}

const isField = (name: string): boolean => fieldName.test(name)

function lineOf(component: Item, message: Message): string | undefined {
  const { value, parameters } = component
  if (!isReadable(component) || !('string' in value)) return undefined
  if (Object.hasOwn(derived, value.string)) return derived[value.string]?.(message)
  const name = parameters.get('name')
  if (name !== undefined && 'string' in name) return queryParameter(message.url, name.string)
  const lines = message.header(value.string)
  return lines.length === 0 ? undefined : lines.map((line) => line.trim()).join(', ')
}

/** RFC 9421 §2.2.8: of a name that comes twice there is none. */
function queryParameter(url: string, wanted: string): string | undefined {
  const start = url.indexOf('?') + 1
  if (start === 0) return undefined
  const pairs = url
    .slice(start)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => [recoded(/^[^=]*/.exec(pair)?.[0] ?? ''), pair] as const)
    .filter(([name]) => name === wanted)
  const [one] = pairs
  return one && pairs.length === 1 ? recoded(one[1].replace(/^[^=]*=?/, '')) : undefined
}

function recoded(text: string): string | undefined {
  try {
    return encodeURIComponent(decodeURIComponent(text.replaceAll('+', ' '))).replace(
      /[!'()~]/g,
      (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
    )
  } catch {
    return undefined
  }
}
