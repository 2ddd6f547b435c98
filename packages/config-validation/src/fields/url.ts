import type { Secret } from '@sallyport/core'
import * as z from 'zod/mini'
import { type FieldOptions, makeField } from './make-field.ts'
import { secretText } from './secret.ts'

/** What {@link url} takes. */
export interface UrlOptions extends FieldOptions<string> {
  /** Without the colon. @default ['https', 'http'] */
  readonly protocols?: readonly [string, ...string[]]
  /**
   * Whether `user:password@` may stand in it; explanations do not show it. Where the address as a whole
   * lets somebody in, say `secret` instead. @default false
   */
  readonly userinfo?: boolean
  /** The value is a `Secret`, and may have userinfo. @default false */
  readonly secret?: boolean
}

/**
 * An absolute URL with a host, as it was written; in ASCII, without spaces or backslashes, which
 * programs read differently.
 *
 * @example
 * ```ts
 * import { fields, url } from '@sallyport/config-validation'
 *
 * const redis = fields.get(url({ protocols: ['redis', 'rediss'] }))
 * console.log(redis?.read('redis://10.0.0.5:6379/0'), redis?.read('redis://:pw@10.0.0.5:6379'))
 * // prints: redis://10.0.0.5:6379/0 undefined
 * ```
 */
export function url(options: UrlOptions & { readonly secret: true }): z.ZodMiniType<Secret>
/** A URL that is no secret: its value is a text. */
export function url(options?: UrlOptions & { readonly secret?: false }): z.ZodMiniType<string>
export function url(options: UrlOptions = {}): z.ZodMiniType<Secret> | z.ZodMiniType<string> {
  const { protocols = ['https', 'http'], userinfo = false, secret = false, ...others } = options
  const bad = protocols.find((protocol) => !/^[a-z][a-z\d+.-]*$/.test(protocol))
  if (bad !== undefined || protocols.length === 0) {
    throw new TypeError(
      `config-validation: "protocols" of url() must be names such as https, got ${JSON.stringify(protocols)}`,
    )
  }
  const isText = (text: string): boolean => isUrl(text, protocols, userinfo || secret)
  const starts = protocols.map((protocol) => `${protocol}://`)
  const list = new Intl.ListFormat('en', { type: 'disjunction' }).format(starts)
  const expected = `a URL that begins with ${list}${userinfo || secret ? '' : ', without user or password'}`
  const escaped = protocols.map((protocol) => protocol.replaceAll(/[+.]/g, '\\$&'))
  const jsonSchema = { type: 'string', format: 'uri', pattern: `^(${escaped.join('|')})://` }
  if (secret) return secretText({ kind: 'url', expected, isText, jsonSchema }, others)
  const schema: z.ZodMiniType<string> = z.string().check(z.refine(isText))
  const read = (text: string): string | undefined => (isText(text) ? text : undefined)
  return makeField(schema, { kind: 'url', expected, read, write: String, jsonSchema }, others)
}

// What browsers repair, other readers do not: white space, control characters, backslashes, a missing //.
const written = /^([a-z][a-z\d+.-]*):\/\/([!"$-.0->@-[\]-~]+)([/?#][!-[\]-~]*)?$/

function isUrl(text: string, protocols: readonly string[], mayHaveUserinfo: boolean): boolean {
  const [, protocol = '', authority = ''] = written.exec(text) ?? []
  if (!protocols.includes(protocol) || !URL.canParse(text)) return false
  return new URL(text).hostname !== '' && (mayHaveUserinfo || !authority.includes('@'))
}
