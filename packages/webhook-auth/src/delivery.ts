import { utf8Bytes, utf8Text } from './utf8.ts'

/** Headers as a framework or a platform has them: a guard's request, `Headers`, or an object as Node's. */
export type DeliveryHeaders =
  | { headerValues(name: string): readonly string[] }
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>

/** One webhook as it arrived. */
export interface Delivery {
  readonly headers: DeliveryHeaders
  /** The bytes as they came. Text stands for its UTF-8: right only when nothing decoded it on the way. */
  readonly body: Uint8Array | string
  /** @default 'POST' */
  readonly method?: string
  /** Path and query as received; needed by schemes that sign them. @default '/' */
  readonly url?: string
}

/** A delivery as schemes read it. */
export interface Received {
  readonly method: string
  readonly url: string
  readonly body: Uint8Array
  /** The address that was given to the sender: from the settings, never from what was sent. */
  readonly callbackUrl: string | undefined
  /** Each value of a header, as received. The name in lower case. */
  header(name: string): readonly string[]
  /** The body as JSON, parsed once; undefined for what is none. */
  json(): unknown
  /** The body as a form, parsed once. */
  form(): URLSearchParams
}

/** A delivery with its headers and its body in one form; undefined where the body is no bytes. */
export function received(
  { headers, body, method = 'POST', url = '/' }: Delivery,
  callbackUrl: string | undefined,
  bytesOf: (text: string) => Uint8Array = utf8Bytes,
): Received | undefined {
  const bytes = typeof body === 'string' ? bytesOf(body) : body
  if (!(bytes instanceof Uint8Array)) return undefined
  // Some platforms say null where there are none.
  return new Arrival(headers ?? {}, bytes, wordOf(method), wordOf(url), callbackUrl)
}

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** A class, so that what few schemes ask for costs the others nothing. */
class Arrival implements Received {
  readonly method: string
  readonly url: string
  readonly body: Uint8Array
  readonly callbackUrl: string | undefined
  readonly #headers: DeliveryHeaders
  #json: { readonly value: unknown } | undefined
  #form: URLSearchParams | undefined

  constructor(
    headers: DeliveryHeaders,
    body: Uint8Array,
    method: string,
    url: string,
    callbackUrl: string | undefined,
  ) {
    this.#headers = headers
    this.body = body
    this.method = method
    this.url = url
    this.callbackUrl = callbackUrl
  }

  header(name: string): readonly string[] {
    const headers = this.#headers
    if (isFunction(headers, 'headerValues')) return headers.headerValues(name)
    if (isFunction(headers, 'get')) return listed(headers.get(name))
    const record = headers as Readonly<Record<string, unknown>>
    let values: readonly string[] = none
    // All of them, also where one is in lower case: two spellings are the header twice.
    for (const key of Object.keys(record)) {
      if (key.length !== name.length || (key !== name && key.toLowerCase() !== name)) continue
      const more = listed(record[key])
      values = values === none ? more : [...values, ...more]
    }
    return values
  }

  json(): unknown {
    this.#json ??= { value: jsonOf(this.body) }
    return this.#json.value
  }

  form(): URLSearchParams {
    this.#form ??= new URLSearchParams(utf8Text(this.body))
    return this.#form
  }
}

const none: readonly string[] = []

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8Text(bytes))
  } catch {
    return undefined
  }
}

const isFunction = <K extends string>(
  headers: object,
  name: K,
): headers is { [N in K]: (name: string) => never } =>
  typeof (headers as Readonly<Record<string, unknown>>)[name] === 'function'

function listed(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
}
