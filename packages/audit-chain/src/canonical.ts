import type { Json } from '@sallyport/core'
import { type NamePlan, planOf } from './name-plan.ts'

/** How deep arrays and objects may lie in one another. */
export const deepest = 64

/**
 * The one text of a JSON value (RFC 8785): no spaces, keys in the order of their UTF-16 code units,
 * strings and numbers as ECMAScript writes them.
 *
 * Throws a TypeError for what RFC 8785 refuses (a lone surrogate, NaN, Infinity) and for what is no JSON,
 * and a RangeError for a value deeper than {@link deepest}.
 */
export function canonical(value: Json): string {
  return write(value, 0)
}

function write(value: Json | undefined, depth: number): string {
  switch (typeof value) {
    case 'string':
      return quoted(value)
    case 'number':
      return numeral(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      if (depth === deepest) throw new RangeError(`audit-chain: JSON deeper than ${deepest}`)
      return isList(value) ? list(value, depth + 1) : members(value, depth + 1)
    default:
      throw new TypeError(`audit-chain: JSON has no ${typeof value}`)
  }
}

const isList = (value: readonly Json[] | object): value is readonly Json[] => Array.isArray(value)

// §3.2.2.3: the shortest digits that read back as the same number; -0 is 0.
function numeral(value: number): string {
  if (Number.isFinite(value)) return `${value}`
  throw new TypeError(`audit-chain: JSON has no ${value}`)
}

function list(values: readonly Json[], depth: number): string {
  let text = '['
  // By index: a hole is no JSON, and must not be stepped over.
  for (let at = 0; at < values.length; at++) {
    if (at > 0) text += ','
    text += write(values[at], depth)
  }
  return `${text}]`
}

function members(value: { readonly [name: string]: Json }, depth: number): string {
  const names = Object.keys(value)
  const plan = planOf(names)
  if (plan !== undefined) return planned(value, plan, depth)
  sort(names)
  let text = '{'
  for (let at = 0; at < names.length; at++) {
    const name = names[at] as string
    if (at > 0) text += ','
    text += `${quoted(name)}:`
    text += write(value[name], depth)
  }
  return `${text}}`
}

function planned(
  value: { readonly [name: string]: Json },
  { names, order, labels }: NamePlan,
  depth: number,
): string {
  let text = '{'
  let before = 0
  for (let at = 0; at < order.length; at++) {
    const from = order[at] as number
    const one = value[names[from] as string]
    const self = typeof one === 'string' && isBare(one) ? 1 : 0
    const label = labels[from * 4 + before * 2 + self] as string
    text += at === 0 ? label.slice(1) : label
    text += self === 1 ? (one as string) : write(one, depth)
    before = self
  }
  return text + (before === 1 ? '"}' : '}')
}

// Up to here insertion costs less than a call of sort(), and nothing where the order is right already.
const few = 24

// §3.2.3: by UTF-16 code units, which is what `<` and sort() compare.
function sort(names: string[]): void {
  if (names.length > few) return void names.sort()
  for (let at = 1; at < names.length; at++) {
    const name = names[at] as string
    let to = at
    for (; to > 0 && (names[to - 1] as string) > name; to--) names[to] = names[to - 1] as string
    if (to < at) names[to] = name
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON escapes
const special = /[\u0000-\u001f"\\\ud800-\udfff]/
// Up to here looking at each character costs less than a call of JSON.stringify.
const short = 200

/** Whether a string needs nothing but its quotes, as far as that is found out at once. */
const isBare = (text: string): boolean => text.length < short && !special.test(text)

/** A string as §3.2.2.2 writes it; every escape is ECMAScript's. */
function quoted(text: string): string {
  if (isBare(text)) return `"${text}"`
  if (!text.isWellFormed()) throw new TypeError('audit-chain: a string with a lone surrogate')
  return JSON.stringify(text)
}
