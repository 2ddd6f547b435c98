import { isNetwork, parseAddress } from '@sallyport/network'
import * as z from 'zod/mini'
import { type FieldOptions, makeField } from './make-field.ts'

/**
 * An IP address, as strictly read as by `@sallyport/network`: no leading zeros, no short forms, no port.
 * As it was written.
 *
 * @example
 * ```ts
 * import { fields } from '@sallyport/config-validation'
 * import { ipAddress } from '@sallyport/config-validation/network'
 *
 * const bind = fields.get(ipAddress())
 * console.log(bind?.read('127.0.0.1'), bind?.read('::1'), bind?.read('127.1')) // prints: 127.0.0.1 ::1 undefined
 * ```
 */
export function ipAddress(options: FieldOptions<string> = {}): z.ZodMiniType<string> {
  return textual('ipAddress', 'an IPv4 or IPv6 address', isAddress, options)
}

/** A network: an address, `/` and a prefix after which no bit is set, such as `10.0.0.0/8`. */
export function cidr(options: FieldOptions<string> = {}): z.ZodMiniType<string> {
  return textual('cidr', network, isCidr, options)
}

/**
 * Addresses and networks, each as a list of `@sallyport/network` takes it. As text with commas between
 * them and spaces around a comma if you like, or as JSON; `[]` is no network at all.
 *
 * @example
 * ```ts
 * import { fields } from '@sallyport/config-validation'
 * import { cidrList } from '@sallyport/config-validation/network'
 *
 * const allow = fields.get(cidrList({ default: [] }))
 * console.log(allow?.read('192.168.1.0/24, 10.0.0.1')) // prints: [ '192.168.1.0/24', '10.0.0.1' ]
 * console.log(allow?.read('192.168.1.1/24')) // prints: undefined
 * ```
 */
export function cidrList(
  options: FieldOptions<readonly string[]> = {},
): z.ZodMiniType<readonly string[]> {
  const item = textual('network', 'an address or a network', isNetwork, {})
  const schema: z.ZodMiniType<readonly string[]> = z.array(item)
  return makeField(
    schema,
    {
      kind: 'cidrList',
      expected: 'addresses and networks such as 192.168.1.0/24,10.0.0.1',
      read: readList,
      // No text is nothing said: an empty list has to be written as what it is.
      write: (entries) => (entries.length === 0 ? '[]' : entries.join(',')),
    },
    options,
  )
}

function readList(text: string): readonly string[] | undefined {
  const entries = text.startsWith('[') ? readJson(text) : text.split(',').map(withoutSpace)
  return Array.isArray(entries) && entries.every(isNetwork) ? entries : undefined
}

const withoutSpace = (entry: string): string => entry.replace(/^[ \t]+|[ \t]+$/g, '')

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const network = 'a network such as 10.0.0.0/8, with no bits set after its prefix'

const isAddress = (text: string): boolean => parseAddress(text) !== undefined

const isCidr = (text: string): boolean => text.includes('/') && isNetwork(text)

function textual(
  kind: string,
  expected: string,
  isText: (text: string) => boolean,
  options: FieldOptions<string>,
): z.ZodMiniType<string> {
  const schema: z.ZodMiniType<string> = z.string().check(z.refine(isText))
  const read = (text: string): string | undefined => (isText(text) ? text : undefined)
  return makeField(schema, { kind, expected, read, write: String }, options)
}
