const longestName = 60
// Digits like a number's, longer than any word, or with digits strewn in it like a key's.
const random = /\d{6}|[A-Za-z0-9]{33}|(?=(?:[A-Za-z]*\d){2})[A-Za-z0-9]{16}/

/** A name that was given, to be printed: what does not look like one may be a secret at the wrong place. */
export function shownName(name: string): string {
  if (/^\d{1,6}$/.test(name)) return name
  const isName = name.length <= longestName && /^[A-Za-z_$][\w.$-]*$/.test(name)
  return isName && !random.test(name) ? name : `(a name of ${name.length} characters)`
}

/**
 * A sentence of somebody else's (a schema's, a rule's), unless it has something of a value in it: six
 * characters in a row, or the whole of a shorter one.
 */
export function withoutValues(sentence: string, values: readonly unknown[]): string | undefined {
  const texts = values.flatMap((value) => textsIn(value, 0))
  return texts.some((text) => isIn(sentence, text)) ? undefined : sentence
}

const deepest = 200

function textsIn(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number' || typeof value === 'bigint') return [String(value)]
  if (typeof value !== 'object' || value === null || depth > deepest) return []
  if ('reveal' in value && typeof value.reveal === 'function')
    return textsIn(value.reveal(), depth + 1)
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('latin1')]
  return Object.entries(value).flatMap(([key, one]) => [
    // What looks like a name may be said: `soft must be below hard`.
    ...(shownName(key) === key ? [] : [key]),
    ...textsIn(one, depth + 1),
  ])
}

function isIn(sentence: string, text: string): boolean {
  if (text.length < 3) return false
  const width = Math.min(text.length, 6)
  for (let at = 0; at + width <= text.length; at++) {
    if (sentence.includes(text.slice(at, at + width))) return true
  }
  return false
}

/** A value as an explanation shows it: URLs without who they log in as. */
export function shownValue(value: unknown): string {
  return typeof value === 'string'
    ? withoutLogin(value)
    : (JSON.stringify(value, plainly) ?? String(value))
}

const plainly = (_: string, value: unknown): unknown =>
  typeof value === 'string'
    ? withoutLogin(value)
    : typeof value === 'bigint'
      ? String(value)
      : value

// To the last @: a password may have one, and slashes, spaces and quotes too.
const withoutLogin = (text: string): string => text.replace(/(:\/\/)[\s\S]*@/g, '$1[secret]@')
