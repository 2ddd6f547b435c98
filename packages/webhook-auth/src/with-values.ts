import type { SignedDelivery, Source } from './scheme.ts'
import { utf8Bytes, utf8Text } from './utf8.ts'

/** A delivery with values put where a scheme reads them: those that it reads, and that there are. */
export function withValues(
  delivery: SignedDelivery,
  values: readonly (readonly [Source | undefined, string | undefined])[],
): SignedDelivery {
  return values.reduce(
    (made, [source, value]) => (source && value ? withValue(made, source, value) : made),
    delivery,
  )
}

function withValue(
  { headers, body, ...address }: SignedDelivery,
  source: Source,
  value: string,
): SignedDelivery {
  if ('json' in source) {
    return { ...address, headers, body: withField(body, source.json.split('.'), value) }
  }
  if ('form' in source) {
    const form = new URLSearchParams(utf8Text(body))
    form.set(source.form, value)
    return { ...address, headers, body: utf8Bytes(`${form}`) }
  }
  const { header, separator, prefix = '' } = source
  const before = headers[header]
  const item = `${prefix}${value}`
  const isAdded = separator !== undefined && before !== undefined
  const whole = isAdded ? before + separator + item : item
  return { ...address, headers: { ...headers, [header]: whole }, body }
}

function withField(body: Uint8Array, path: readonly string[], value: string): Uint8Array {
  const whole: unknown = JSON.parse(utf8Text(body))
  return utf8Bytes(JSON.stringify(put(whole, path, value)))
}

function put(into: unknown, [name, ...rest]: readonly string[], value: string): unknown {
  if (name === undefined) return value
  if (Array.isArray(into)) {
    return into.map((one: unknown, at) => (`${at}` === name ? put(one, rest, value) : one))
  }
  const fields = typeof into === 'object' && into !== null ? into : {}
  const field = Object.hasOwn(fields, name) ? (fields as Record<string, unknown>)[name] : undefined
  return { ...fields, [name]: put(field, rest, value) }
}
