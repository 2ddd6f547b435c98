import { createHmac } from 'node:crypto'
import type { CauseName } from '@sallyport/webhook-auth/explain'
import { now } from './every-scheme.ts'
import type { Came, Case } from './faulty-senders.ts'

/** Something that goes wrong, and what it should be called. */
export interface Fault {
  readonly is: CauseName
  /** A case with the fault; undefined where there is no such fault. */
  readonly put: (given: Case) => Case | undefined
}

const after = (is: CauseName, change: (came: Came) => Came | undefined): Fault => ({
  is,
  put: (given) => ({ ...given, after: [...given.after, change] }),
})

/** What the receiver has of the body. */
export const body = (
  is: CauseName,
  change: (body: Buffer) => Uint8Array | string | undefined,
): Fault =>
  after(is, (came) => {
    const made = change(Buffer.from(came.body))
    return made === undefined ? undefined : { ...came, body: Buffer.from(made as Uint8Array) }
  })

/** What the receiver has of the secret. */
export const secret = (is: CauseName, change: (secret: string) => string): Fault =>
  after(is, ({ options, ...came }) => ({
    ...came,
    options: { ...options, secrets: change(options.secrets) },
  }))

const headerOf = (came: Came): string =>
  Object.keys(came.headers).find((name) => /sig|hmac|webhook$/.test(name)) ?? ''

/** What the receiver has of the signature's header. */
export const header = (
  is: CauseName,
  change: (value: string, name: string) => Came['headers'] | undefined,
): Fault =>
  after(is, (came) => {
    const name = headerOf(came)
    const { [name]: value, ...rest } = came.headers
    const made = change(String(value), name)
    return made === undefined ? undefined : { ...came, headers: { ...rest, ...made } }
  })

/** What the settings have of the address, or what a proxy makes of it, where the scheme signs that. */
const address = (
  is: CauseName,
  of: 'callbackUrl' | 'url',
  change: (address: string) => string,
): Fault => ({
  is,
  put: (given) => {
    const isWhole = given.scheme.signs.includes('{callbackUrl}')
    const isUrl = given.scheme.signs.includes('{url}')
    const isOrigin = /scheme|host|port/.test(is)
    if (!(of === 'url' ? isUrl : isWhole || (isUrl && isOrigin))) return undefined
    const changed = ({ options, ...came }: Came): Came => {
      if (of === 'url') return { ...came, options, url: change(came.url) }
      return { ...came, options: { ...options, callbackUrl: change(given.callbackUrl) } }
    }
    return { ...given, after: [...given.after, changed] }
  },
})

/** Faults of secrets. */
export const secretFaults: readonly Fault[] = [
  secret('secret_whitespace', (text) => `${text}\n`),
  secret('secret_whitespace', (text) => ` ${text}`),
  secret('secret_quoted', (text) => `"${text}"`),
  secret('secret_quoted', (text) => `'${text}'`),
  after('secret_previous', ({ options, ...came }) => ({
    ...came,
    options: {
      ...options,
      secrets: another(options.secrets),
      previous: ['older-than-all', options.secrets],
    },
  })),
  after('secret_of_another', ({ options, ...came }) => ({
    ...came,
    options: { ...options, secrets: another(options.secrets), others: { shop: options.secrets } },
  })),
  {
    is: 'secret_encoding',
    put: (given) =>
      given.scheme.secret === 'utf8'
        ? {
            ...given,
            secret: '00112233445566778899aabbccddeeff',
            signing: { ...given.signing, secret: 'hex' },
          }
        : { ...given, signing: { ...given.signing, secret: 'utf8' } },
  },
  {
    is: 'secret_prefix',
    put: (given) =>
      given.scheme.secret === 'utf8'
        ? {
            ...given,
            after: [
              ...given.after,
              ({ options, ...came }) => ({
                ...came,
                options: { ...options, secrets: `whsec_${options.secrets}` },
              }),
            ],
          }
        : undefined,
  },
]

const another = (text: string): string =>
  text.startsWith('whsec_')
    ? 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX'
    : 'another-secret-of-thirty-letters'

/** Faults of headers. */
export const headerFaults: readonly Fault[] = [
  header('signature_prefix', (value, name) => {
    const bare = value.replace(/^(sha256=|v0=|v1,)/, '')
    return bare === value ? undefined : { [name]: bare }
  }),
  header('signature_encoding', (value, name) => {
    const hex = /[0-9a-f]{64}/.exec(value)?.[0]
    if (hex === undefined) return undefined
    return { [name]: value.replace(hex, Buffer.from(hex, 'hex').toString('base64')) }
  }),
  header('signature_encoding', (value, name) =>
    /^[\w+/]{43}=$/.test(value)
      ? { [name]: Buffer.from(value, 'base64').toString('hex') }
      : undefined,
  ),
  header('signature_header', (value) => ({ 'x-renamed-signature': value })),
  header('header_repeated', (value, name) => ({ [name]: [value, value] })),
  {
    is: 'signature_hash',
    put: (given) => {
      const hmac = createHmac('sha1', given.secret).update(given.body).digest('hex')
      const old = (came: Came): Came => ({
        ...came,
        headers: { 'x-hub-signature': `sha1=${hmac}` },
      })
      return given.scheme.id === 'github' ? { ...given, after: [...given.after, old] } : undefined
    },
  },
]

/** Faults of addresses. */
export const addressFaults: readonly Fault[] = [
  address('url_scheme', 'callbackUrl', (url) => url.replace('https:', 'http:')),
  address('url_host', 'callbackUrl', (url) => url.replace('hooks.', 'www.hooks.')),
  address('url_port', 'callbackUrl', (url) => url.replace('.com/', '.com:8443/')),
  address('url_path', 'callbackUrl', (url) => url.replace('?', '/?')),
  address('url_query', 'callbackUrl', (url) => url.replace(/\?.*/, '')),
  address('url_path', 'url', (url) => url.replace('/webhook', '')),
  address('url_path', 'url', (url) => url.replace('?', '/?')),
  address('url_path', 'url', (url) => `/inner${url}`),
  address('url_query', 'url', (url) => url.replace(/\?.*/, '')),
]

/** Faults of time. */
export const timeFaults: readonly Fault[] = [-86_400, -4_000, 7_200, 900].map((seconds) => ({
  is: 'clock',
  put: (given) =>
    given.scheme.toleranceSeconds === null || given.scheme.id === 'messagebird'
      ? undefined
      : { ...given, timestamp: now + seconds * 1_000 },
}))
