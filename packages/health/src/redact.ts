import type { Json } from '@sallyport/core'

const mostText = 200
/** Of all levels together. */
const mostEntries = 100
const deepest = 4
/** What is looked at of a text: more than is shown, so that nothing is cut before it is recognised. */
const mostRead = 2_000

const secretName =
  'pass(?![ei])|pwd|secret|token|credential|(access|account|api|private)[_-]?key|authorization|signature|sig\\b|cookie'
const shown: readonly (readonly [pattern: RegExp, by: string])[] = [
  // RFC 3986 §3.2.1: what stands between the scheme and the host. The last `@` counts: passwords are not
  // always encoded. Where the text was cut off before any `@`, the rest may be one.
  [/:\/\/(?:.*@|\S*\uffff)/g, '://***@'],
  // To the end of the line: a value may have spaces, quotes in quotes, or parts (`Cookie: a=1; b=2`).
  [new RegExp(`((${secretName}|[?&]key)[\\w-]*[^\\w=:]*[=:]\\s*).*`, 'gi'), '$1***'],
  [/\b(bearer|basic)\s+\S+/gi, '$1 ***'],
]

/** What may be shown of a text that came from a library: its first line, without what opens doors. */
export function safeText(text: string): string {
  const read = text.length > mostRead ? `${text.slice(0, mostRead)}\uffff` : text
  const [line = ''] = read.split(/[\r\n\u2028\u2029]/, 1)
  const plain = shown.reduce((safe, [pattern, by]) => safe.replaceAll(pattern, by), line)
  return plain.length > mostText ? `${plain.slice(0, mostText - 1)}…` : plain
}

/** The same of whatever else a check says, which need not be JSON although its type says so. */
export function safeDetail(detail: unknown): Json | undefined {
  return within(detail, deepest, { left: mostEntries })
}

function within(detail: unknown, levels: number, entries: { left: number }): Json | undefined {
  if (typeof detail === 'string') return safeText(detail)
  if (typeof detail === 'bigint') return `${detail}`
  if (typeof detail === 'number') return Number.isFinite(detail) ? detail : null
  if (typeof detail === 'boolean' || detail === null) return detail
  if (typeof detail !== 'object') return undefined
  if (levels === 0) return '…'
  // Cut first: a million rows are not to be read for the sake of a hundred.
  const most = Array.isArray(detail) ? detail.slice(0, entries.left) : detail
  const some = Object.entries(most).slice(0, entries.left)
  entries.left -= some.length
  const safe = some.flatMap(([name, value]) => {
    const one = isSecret.test(name) ? '***' : within(value, levels - 1, entries)
    return one === undefined ? [] : [[safeText(name), one] as const]
  })
  return Array.isArray(detail) ? safe.map(([, one]) => one) : Object.fromEntries(safe)
}

const isSecret = new RegExp(secretName, 'i')
