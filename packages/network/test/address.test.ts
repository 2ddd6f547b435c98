import { isIPv4, isIPv6 } from 'node:net'
import { formatAddress, parseAddress, truncateAddress } from '@sallyport/network'
import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'

const canonical = (text: string): string | undefined => {
  const address = parseAddress(text)
  return address && formatAddress(address)
}
const group = fc.integer({ min: 0, max: 0xffff })
const groups = fc.array(fc.oneof(group, fc.constant(0)), { minLength: 8, maxLength: 8 })
const piece = fc.constantFrom('', '0', '1', '00ff', 'FFFF', 'a1b', '12345', 'g', '1.2.3.4', '1.2.3')

describe('parseAddress', () => {
  it('agrees with Node on what is an IPv4 address', () => {
    const octet = fc.constantFrom(
      '0',
      '00',
      '1',
      '01',
      '9',
      '99',
      '255',
      '256',
      '300',
      '',
      'a',
      ' 1',
      '1e1',
    )
    fc.assert(
      fc.property(fc.array(octet, { minLength: 1, maxLength: 6 }), (octets) => {
        const text = octets.join('.')
        expect(parseAddress(text)?.version === 4, text).toBe(isIPv4(text))
      }),
      { numRuns: 20_000 },
    )
  })

  it('agrees with Node on what is an IPv6 address, zones apart', () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 2, maxLength: 10 }), (pieces) => {
        const text = pieces.join(':')
        expect(parseAddress(text) !== undefined, text).toBe(isIPv6(text))
      }),
      { numRuns: 50_000 },
    )
  })

  it('reads what ipaddr.js prints, and prints it the same: 100,000 addresses', () => {
    fc.assert(
      fc.property(fc.oneof(groups, groups), (parts) => {
        const theirs = new ipaddr.IPv6(parts)
        fc.pre(!theirs.isIPv4MappedAddress())
        expect(canonical(theirs.toNormalizedString())).toBe(theirs.toRFC5952String())
        expect(canonical(parts.map((part) => part.toString(16).padStart(4, '0')).join(':'))).toBe(
          theirs.toRFC5952String(),
        )
      }),
      { numRuns: 50_000 },
    )
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 }),
        (octets) => {
          const text = octets.join('.')
          expect(canonical(text)).toBe(text)
          expect(canonical(`::ffff:${text}`)).toBe(text)
          expect(
            canonical(new ipaddr.IPv4(octets).toIPv4MappedAddress().toNormalizedString()),
          ).toBe(text)
        },
      ),
      { numRuns: 50_000 },
    )
  })

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseAddress(text)))
    for (const odd of [undefined, null, 7, {}, ['1.1.1.1'], 'x'.repeat(1e6), '1'.repeat(79)]) {
      expect(parseAddress(odd as string)).toBeUndefined()
    }
  })

  it.each([
    ['fe80::1%eth0', 'fe80::1'],
    ['febf::1%2', 'febf::1'],
    ['fec0::1%2', undefined],
    ['2001:db8::1%eth0', undefined],
    ['::ffff:10.0.0.1%eth0', undefined],
    ['fe80::1%', undefined],
    ['fe80::1%a b', undefined],
    [`fe80::1%${'a'.repeat(33)}`, undefined],
    ['10.0.0.1%eth0', undefined],
  ])('zones: %s is %s', (text, expected) => {
    expect(canonical(text)).toBe(expected)
  })

  it.each([
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['1:0:0:2:3:0:0:4', '1::2:3:0:0:4'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::', '::'],
    ['ABCD::', 'abcd::'],
    ['::1.2.3.4', '::102:304'],
  ])('prints %s as RFC 5952 has it: %s', (text, expected) => {
    expect(canonical(text)).toBe(expected)
  })
})

describe('truncateAddress', () => {
  it('keeps exactly the leading bits, as ipaddr.js does', () => {
    fc.assert(
      fc.property(groups, fc.integer({ min: 0, max: 128 }), (parts, bits) => {
        const theirs = new ipaddr.IPv6(parts)
        fc.pre(!theirs.isIPv4MappedAddress())
        const expected = ipaddr.IPv6.networkAddressFromCIDR(
          `${theirs.toNormalizedString()}/${bits}`,
        )
        fc.pre(!expected.isIPv4MappedAddress())
        expect(truncateAddress(theirs.toString(), { v6: bits })).toBe(expected.toRFC5952String())
      }),
    )
    expect(truncateAddress('203.0.113.77')).toBe('203.0.113.0')
    expect(truncateAddress('203.0.113.77', { v4: 0 })).toBe('0.0.0.0')
    expect(truncateAddress('203.0.113.77', { v4: 32 })).toBe('203.0.113.77')
    expect(truncateAddress('::ffff:203.0.113.77')).toBe('203.0.113.0')
    expect(truncateAddress('2001:db8:1:2::9')).toBe('2001:db8:1::')
  })

  it('gives nothing for what is no address, and says which option is wrong', () => {
    expect(truncateAddress('010.0.0.1')).toBeUndefined()
    for (const v4 of [-1, 33, 1.5, Number.NaN]) {
      expect(() => truncateAddress('1.1.1.1', { v4 })).toThrow(/network: "v4" must be .* got/)
    }
    expect(() => truncateAddress('1.1.1.1', { v6: 129 })).toThrow(/"v6".*got 129/)
  })
})
