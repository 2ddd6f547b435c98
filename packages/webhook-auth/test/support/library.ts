import {
  type Scheme,
  type SignedDelivery,
  sign,
  type Verifier,
  verifier,
} from '@sallyport/webhook-auth'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

/** When every library signs, and is asked. */
export const now = 1_700_000_000_000
export const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
export const whsec = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

export type Headers = Readonly<Record<string, string>>

/** A sender's own library, of the version that package.json has. */
export interface Library {
  readonly scheme: Scheme
  readonly secret: string
  /** Signs at `now`; absent where the library only verifies. */
  readonly signs?: (body: string) => Headers | Promise<Headers>
  readonly accepts: (body: string, headers: Headers, secret: string) => unknown
  /** A body that the library takes, with this in it, where it does not take any. */
  readonly bodyOf?: (fields: Readonly<Record<string, unknown>>) => unknown
}

export type Libraries = Readonly<Record<string, Library>>

interface Sent {
  readonly headers: Headers
  readonly body: string
}

/** Whether a library accepts it, however it says so. */
async function accepts({ accepts }: Library, { body, headers }: Sent, key: string) {
  try {
    return (await accepts(body, headers, key)) !== false
  } catch {
    return false
  }
}

/** The text with one letter changed, wherever that is: not to the same in the other case. */
function* changed(text: string): Generator<string> {
  for (let at = 0; at < text.length; at++) {
    const letter = /[aA]/.test(text[at] as string) ? 'b' : 'a'
    yield text.slice(0, at) + letter + text.slice(at + 1)
  }
}

const checkOf = ({ scheme, secret }: Library): Verifier =>
  verifier(scheme, { secrets: secret, clock: () => now })

function ours({ scheme, secret, bodyOf }: Library, fields: object, key = secret): Sent {
  const body = JSON.stringify(bodyOf?.({ ...fields }) ?? fields)
  const made: SignedDelivery = sign(scheme, {
    ...{ secret: key, body, timestamp: now, deliveryId: 'd-1' },
  })
  return { headers: made.headers, body: Buffer.from(made.body).toString() }
}

/** What the library signs; what we sign, where it only verifies. */
async function theirs(library: Library, fields: object): Promise<Sent> {
  const made = ours(library, fields)
  return library.signs ? { ...made, headers: await library.signs(made.body) } : made
}

const fields = { amount: 100, currency: '€' }

/** Each is asked for what it takes, and asks us; then for what was changed. */
export function describeLibraries(libraries: Libraries): void {
  // Their verifiers read no other clock.
  beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now }))
  afterAll(() => void vi.useRealTimers())

  describe.each(Object.entries(libraries))('%s', (_, library) => {
    it('accepts what we sign, and we accept what it signs', () => accepted(library))
    it('is followed in every refusal of one letter changed', () => refused(library))
    it('is refused with another secret', () => anotherSecret(library))
    it('signs every bit of the body', () => flipped(library))
  })
}

async function accepted(library: Library): Promise<void> {
  const check = checkOf(library)
  await fc.assert(
    fc.asyncProperty(fc.json(), fc.string({ unit: 'grapheme' }), async (json, name) => {
      const given = { [name]: JSON.parse(json) as unknown }
      expect(await accepts(library, ours(library, given), library.secret)).toBe(true)
      expect(check(await theirs(library, given)).ok).toBe(true)
    }),
  )
}

async function refused(library: Library): Promise<void> {
  const check = checkOf(library)
  const { headers, body } = await theirs(library, fields)
  expect(await accepts(library, { headers, body }, library.secret)).toBe(true)
  for (const other of changed(body)) {
    expect(await accepts(library, { headers, body: other }, library.secret)).toBe(false)
    expect(check({ headers, body: other }).ok).toBe(false)
  }
  for (const [name, value] of Object.entries(headers)) {
    if (value === 'd-1' && library.scheme.deliveryId === 'unsigned') continue
    for (const other of changed(value)) {
      expect(check({ headers: { ...headers, [name]: other }, body }).ok).toBe(false)
    }
  }
}

/** The key with another first letter, in the same form. */
function another({ secret }: Library): string {
  const start = secret.startsWith('whsec_') ? 6 : 0
  return `${secret.slice(0, start)}${secret[start] === 'A' ? 'B' : 'A'}${secret.slice(start + 1)}`
}

async function anotherSecret(library: Library): Promise<void> {
  const { scheme, secret } = library
  const key = another(library)
  const wrong = verifier(scheme, { secrets: key, clock: () => now })
  const delivery = await theirs(library, fields)
  expect(wrong(delivery)).toMatchObject({ reason: 'signature_wrong' })
  expect(await accepts(library, delivery, key)).toBe(false)
  expect(await accepts(library, ours(library, fields, key), secret)).toBe(false)
}

async function flipped(library: Library): Promise<void> {
  const check = checkOf(library)
  const { headers, body } = await theirs(library, fields)
  const bytes = Buffer.from(body)
  expect(check({ headers, body: bytes }).ok).toBe(true)
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const other = Buffer.from(bytes)
    other[bit >> 3] = (other[bit >> 3] as number) ^ (1 << (bit & 7))
    expect(check({ headers, body: other }).ok).toBe(false)
  }
}
