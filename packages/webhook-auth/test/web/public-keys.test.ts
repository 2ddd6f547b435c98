import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builds } from '../support/engines.ts'
import { pemOf, type SigningKind, signingKinds } from '../support/signing-keys.ts'

const body = Buffer.from('{"amount":100}')

/** What both builds say of a signature: one thing. */
async function askBoth(kind: SigningKind, signature: Uint8Array, secrets = pemOf(kind)) {
  const headers = { 'x-signature': Buffer.from(signature).toString('base64') }
  const [ours, theirs] = await Promise.all(
    builds.map(({ check }) => check(kind.scheme, { secrets })({ headers, body })),
  )
  expect(theirs).toEqual(ours)
  return ours?.ok
}

const named = signingKinds.map((kind, at) => [`${kind.scheme.mac}, ${at}`, kind] as const)

describe.each(named)('signed with %s', (_, kind) => {
  it('both builds let in what is right', async () => {
    for (let i = 0; i < 10; i++) expect(await askBoth(kind, kind.sign(body))).toBe(true)
  })

  it('both builds refuse what is changed, cut or lengthened', async () => {
    const right = kind.sign(body)
    const change = fc.tuple(fc.nat(right.length - 1), fc.integer({ min: 1, max: 255 }))
    const off = change.map(([at, by]) => {
      const changed = Buffer.from(right)
      changed[at] = (changed[at] as number) ^ by
      return changed
    })
    const cut = fc.nat(right.length - 1).map((at) => right.subarray(0, at))
    const more = fc.uint8Array({ minLength: 1, maxLength: 3 })
    const longer = more.map((end) => Buffer.concat([right, end]))
    const any = fc.oneof(off, cut, longer, fc.uint8Array({ maxLength: 300 }))
    await fc.assert(
      fc.asyncProperty(any, async (other) => {
        expect(await askBoth(kind, other)).toBe(false)
      }),
      { numRuns: 150 },
    )
  })
})

describe('a signature of ECDSA in DER', () => {
  const kind = signingKinds[1] as SigningKind
  const integer = (content: Uint8Array): Buffer =>
    Buffer.concat([Buffer.from([2, content.length]), content])
  const sequence = (...parts: Uint8Array[]): Buffer => {
    const content = Buffer.concat(parts)
    return Buffer.concat([Buffer.from([0x30, content.length]), content])
  }
  /** One whose numbers both need the zero that says they are positive, or do not. */
  const numbersOf = (): [Buffer, Buffer] => {
    const der = kind.sign(body)
    const length = der[3] as number
    return [der.subarray(4, 4 + length), der.subarray(6 + length)]
  }

  it('has one spelling', async () => {
    const [r, s] = numbersOf()
    expect(await askBoth(kind, sequence(integer(r), integer(s)))).toBe(true)
    const zero = Buffer.from([0])
    const content = Buffer.concat([integer(r), integer(s)])
    const negative = r[0] === 0 ? r.subarray(1) : Buffer.concat([Buffer.from([0xff]), r])
    const others = [
      sequence(integer(Buffer.concat([zero, r])), integer(s)),
      sequence(integer(r), integer(Buffer.concat([zero, s]))),
      sequence(integer(negative), integer(s)),
      sequence(integer(r), integer(s), integer(s)),
      sequence(integer(r)),
      sequence(integer(zero), integer(s)),
      sequence(integer(Buffer.alloc(0)), integer(s)),
      sequence(integer(r), integer(s), Buffer.from([5, 0])),
      Buffer.concat([Buffer.from([0x30, 0x81, content.length]), content]),
      Buffer.concat([Buffer.from([0x30, 0x82, 0, content.length]), content]),
      Buffer.concat([Buffer.from([0x30, 0x80]), content, Buffer.from([0, 0])]),
      Buffer.concat([sequence(integer(r), integer(s)), zero]),
      Buffer.concat([Buffer.from([0x31]), sequence(integer(r), integer(s)).subarray(1)]),
    ]
    for (const other of others) expect(await askBoth(kind, other)).toBe(false)
  })

  it('is of numbers that are long or short', async () => {
    const lengths = new Set<number>()
    for (let i = 0; i < 300; i++) {
      const signature = kind.sign(body)
      lengths.add(signature.length)
      expect(await askBoth(kind, signature)).toBe(true)
    }
    expect(lengths.size).toBeGreaterThan(2)
  })
})
