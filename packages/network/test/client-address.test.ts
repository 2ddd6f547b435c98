import { testRequest } from '@sallyport/core/testing'
import { clientAddress } from '@sallyport/network'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

const proxies = { trustedProxies: ['10.0.0.0/8', 'fd00::/8'] }

describe('clientAddress with X-Forwarded-For', () => {
  const addressOf = clientAddress(proxies)
  const from = (peer: string | undefined, header?: string | readonly string[]) =>
    addressOf(
      testRequest({ peer, headers: header === undefined ? {} : { 'x-forwarded-for': header } }),
    )

  it.each([
    ['a trusted peer', '10.0.0.1', '6.6.6.6, 10.0.0.2', '6.6.6.6'],
    ['what the client wrote itself', '10.0.0.1', '6.6.6.6, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    ['an untrusted peer', '1.1.1.1', '6.6.6.6', '1.1.1.1'],
    ['a mapped peer', '::ffff:10.0.0.1', '6.6.6.6', '6.6.6.6'],
    ['no header', '10.0.0.1', undefined, '10.0.0.1'],
    ['every hop trusted', '10.0.0.1', '10.0.0.9, 10.0.0.2', '10.0.0.9'],
    ['IPv6 all along', 'fd00::1', '2001:DB8::1, fd00::2', '2001:db8::1'],
    ['two headers', '10.0.0.1', ['6.6.6.6', '7.7.7.7'], '7.7.7.7'],
    ['garbage left of the client', '10.0.0.1', 'garbage, 6.6.6.6', '6.6.6.6'],
    ['garbage', '10.0.0.1', 'not-an-ip, 10.0.0.2', undefined],
    ['an empty entry', '10.0.0.1', '6.6.6.6, , 10.0.0.2', undefined],
    ['an empty header', '10.0.0.1', '', undefined],
    ['an empty header before a good one', '10.0.0.1', ['', '6.6.6.6'], '6.6.6.6'],
    ['an empty header after a good one', '10.0.0.1', ['6.6.6.6', ''], undefined],
    ['a space that is none in HTTP', '10.0.0.1', '\u00a06.6.6.6', undefined],
    ['white space around', '10.0.0.1', '\t 6.6.6.6 \t,\t10.0.0.2 ', '6.6.6.6'],
    ['a zone on a link-local hop', '10.0.0.1', 'fe80::1%eth0', 'fe80::1'],
    ['octal', '10.0.0.1', '06.6.6.6', undefined],
    ['brackets', '10.0.0.1', '[2001:db8::1]', undefined],
    ['a trailing comma', '10.0.0.1', '6.6.6.6,', undefined],
    ['a port', '10.0.0.1', '6.6.6.6:1234', undefined],
    ['no peer', undefined, '6.6.6.6', undefined],
    ['a peer that is no address', 'unix:', '6.6.6.6', undefined],
    ['too many hops', '10.0.0.1', Array(33).fill('10.0.0.2').join(','), undefined],
    [
      'as many hops as may be',
      '10.0.0.1',
      ['6.6.6.6', ...Array(31).fill('10.0.0.2')].join(','),
      '6.6.6.6',
    ],
    ['a very long header', '10.0.0.1', `${' '.repeat(20_000)}6.6.6.6`, undefined],
  ])('%s', (_name, peer, header, expected) => {
    expect(from(peer, header)).toBe(expected)
  })

  it('never reads the other header', () => {
    const headers = { forwarded: 'for=6.6.6.6' }
    expect(addressOf(testRequest({ peer: '10.0.0.1', headers }))).toBe('10.0.0.1')
  })
})

describe('clientAddress with Forwarded (RFC 7239)', () => {
  const addressOf = clientAddress({ ...proxies, header: 'forwarded' })
  const from = (header: string) =>
    addressOf(testRequest({ peer: '10.0.0.1', headers: { forwarded: header } }))

  it.each([
    ['for=192.0.2.43', '192.0.2.43'],
    ['For="[2001:db8:cafe::17]:4711"', '2001:db8:cafe::17'],
    ['for=192.0.2.60;proto=http;by=203.0.113.43', '192.0.2.60'],
    ['for=192.0.2.43, for=198.51.100.17', '198.51.100.17'],
    ['for=192.0.2.43,for=10.0.0.2;by=10.0.0.1', '192.0.2.43'],
    ['for="192.0.2.43:47011"', '192.0.2.43'],
    ['for="[2001:db8::1]"', '2001:db8::1'],
    ['for="\\192.0.2.1"', '192.0.2.1'],
    ['by=1.2.3.4 ; FOR=192.0.2.9', '192.0.2.9'],
    ['for=_gazonk', undefined],
    ['for=unknown', undefined],
    ['for=192.0.2.1, for=unknown, for=10.0.0.2', undefined],
    ['proto=https', undefined],
    ['for=192.0.2.1;for=192.0.2.2', undefined],
    ['for="192.0.2.1', undefined],
    ['for=192.0.2.1 for=192.0.2.2', undefined],
    ['for="2001:db8::1"', undefined],
    ['for=[2001:db8::1]', undefined],
    ['for', undefined],
    ['=192.0.2.1', undefined],
    ['for=192.0.2.1,', undefined],
    ['for="[2001:db8::1]x"', undefined],
    ['', undefined],
    ['for="\\[2001:db8\\:\\:1\\]:\\8\\0"', '2001:db8::1'],
    ['for="192.0.2.1:_port.of-mine"', '192.0.2.1'],
    ['for=192.0.2.1:80', undefined],
    ['for="192.0.2.1:"', undefined],
    ['for="192.0.2.1:123456"', undefined],
    ['for="[fe80::1%25eth0]"', undefined],
    ['for="[::ffff:192.0.2.1]"', '192.0.2.1'],
    ['for="[192.0.2.1]"', '192.0.2.1'],
    ['for="";for=192.0.2.1', undefined],
    ['for=6.6.6.6;x=", for=192.0.2.1', undefined],
    ['for=6.6.6.6;x=", for="192.0.2.1:80"', undefined],
    ['host="a, for=6.6.6.6";for=192.0.2.1', '192.0.2.1'],
    ['host="\\", for=6.6.6.6";for=192.0.2.1', '192.0.2.1'],
    ['for=garbage, for=192.0.2.1', '192.0.2.1'],
    [';;for=192.0.2.1;;', '192.0.2.1'],
    ['for = 192.0.2.1', undefined],
  ])('%s', (header, expected) => {
    expect(from(header)).toBe(expected)
  })

  it('never reads the other header', () => {
    const headers = { 'x-forwarded-for': '6.6.6.6' }
    expect(addressOf(testRequest({ peer: '10.0.0.1', headers }))).toBe('10.0.0.1')
  })
})

describe('clientAddress', () => {
  it('never throws, and only ever gives an address', () => {
    const forwarded = clientAddress({ ...proxies, header: 'forwarded' })
    const xff = clientAddress(proxies)
    const text = fc.string({
      unit: fc.constantFrom(
        'f',
        'o',
        'r',
        '=',
        '"',
        '\\',
        ';',
        ',',
        ' ',
        '1',
        '.',
        ':',
        '[',
        ']',
        '\u0000',
        'é',
      ),
    })
    fc.assert(
      fc.property(text, (header) => {
        const headers = { forwarded: header, 'x-forwarded-for': header }
        for (const addressOf of [forwarded, xff]) {
          expect(addressOf(testRequest({ peer: '10.0.0.1', headers })) ?? '1.1').toMatch(
            /^[\da-f.:]+$/,
          )
        }
      }),
      { numRuns: 5_000 },
    )
  })

  it.each([
    ['forwarded', (n: number) => `for=1.1.1.1,${' '.repeat(n)}x`],
    ['forwarded', (n: number) => `for="${'\\a'.repeat(n / 2)}`],
    ['forwarded', (n: number) => `${'a'.repeat(n)}=`],
    ['x-forwarded-for', (n: number) => `1${' '.repeat(n)}x`],
  ] as const)('reads a long header in linear time: %s, case %#', (header, written) => {
    // At quadratic time, minutes.
    const addressOf = clientAddress({ ...proxies, header, maxHops: 2_000 })
    const headers = { [header]: written(1_000_000) }
    expect(addressOf(testRequest({ peer: '10.0.0.1', headers }))).toBeUndefined()
  })

  it('says which option is wrong', () => {
    for (const trustedProxies of [undefined, null, '10.0.0.0/8', new Set(['10.0.0.0/8'])]) {
      expect(() => clientAddress({ trustedProxies: trustedProxies as never })).toThrow(
        /network: "trustedProxies" must be an array of entries or a networkList\(\), got/,
      )
    }
    expect(() => clientAddress({ trustedProxies: ['x'] })).toThrow(/1 bad of 1/)
    expect(() => clientAddress({ ...proxies, maxHops: 0 })).toThrow(/"maxHops".*got 0/)
    expect(() => clientAddress({ ...proxies, header: 'both' as never })).toThrow(
      /"header".*got both/,
    )
  })
})
