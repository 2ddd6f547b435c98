import type { Json } from '@sallyport/core'

const mostText = 200
const mostEntries = 50
const deepest = 4

/** What may be shown of a text that came from a library: its first line, without what opens doors. */
export function safeText(text: string): string {
  const [line = ''] = text.slice(0, 4 * mostText).split(/[\r\n\u2028\u2029]/, 1)
  const plain = line
    // RFC 3986 §3.2.1: what stands between the scheme and the host.
    .replaceAll(/([a-z][a-z0-9+.-]*:\/\/)[^\s/?#]*@/gi, '$1***@')
    .replaceAll(
      /((?:pass(?:word|wd)?|pwd|secret|token|api[_-]?key|authorization)["']?\s*[=:]\s*)(?:bearer\s+|basic\s+)?[^\s,;&]+/gi,
      '$1***',
    )
  return plain.length > mostText ? `${plain.slice(0, mostText - 1)}…` : plain
}

/** The same of whatever else a check says. */
export function safeDetail(detail: Json, depth = 0): Json {
  if (typeof detail === 'string') return safeText(detail)
  if (typeof detail !== 'object' || detail === null) return detail
  if (depth === deepest) return '…'
  if (Array.isArray(detail)) {
    return detail.slice(0, mostEntries).map((one: Json) => safeDetail(one, depth + 1))
  }
  const entries = Object.entries(detail).slice(0, mostEntries)
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      isSecret.test(name) ? '***' : safeDetail(value, depth + 1),
    ]),
  )
}

const isSecret = /pass(word|wd)?$|^pwd$|secret|token|api[_-]?key|authorization/i
