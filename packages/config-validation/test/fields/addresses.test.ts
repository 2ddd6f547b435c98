import { fields } from '@sallyport/config-validation'
import { cidr, cidrList, ipAddress } from '@sallyport/config-validation/network'
import { isNetwork } from '@sallyport/network'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type * as z from 'zod/mini'

const reading = (schema: z.ZodMiniType) => (text: string) => fields.get(schema)?.read(text)
const notAddresses = [
  ...['', ' ', '127.1', '127.0.0.01', '0x7f.0.0.1', '1.2.3', '1.2.3.4.5', '256.0.0.1', '1e1.0.0.1'],
  ...[' 127.0.0.1', '127.0.0.1 ', '127.0.0.1\n', '127.0.0.1:80', '[::1]', '::g', ':::', '٣.0.0.1'],
  ...['localhost', '2130706433', '-1.0.0.0', '+1.0.0.0', '1,2,3,4', '::1%eth0', 'Infinity'],
]

describe('ipAddress', () => {
  it.each(['127.0.0.1', '0.0.0.0', '::', '::1', '2001:DB8::1', '::ffff:192.0.2.1'])(
    '%s is one, as it was written',
    (text) => {
      expect(reading(ipAddress())(text)).toBe(text)
      expect(ipAddress().safeParse(text).success).toBe(true)
    },
  )

  it.each([...notAddresses, '10.0.0.0/8'])('%j is none', (text) => {
    expect(reading(ipAddress())(text)).toBeUndefined()
    expect(ipAddress().safeParse(text).success).toBe(false)
  })
})

describe('cidr', () => {
  it.each(['10.0.0.0/8', '0.0.0.0/0', '10.0.0.1/32', '2001:db8::/32', '::/0'])(
    '%s is one',
    (text) => {
      expect(reading(cidr())(text)).toBe(text)
    },
  )

  it.each([
    ...notAddresses,
    ...['10.0.0.1', '10.0.0.1/8', '10.0.0.0/33', '10.0.0.0/08', '10.0.0.0/', '10.0.0.0/+8', '/8'],
    ...['10.0.0.0/8/8', '10.0.0.0/1e1', '::/129', '10.0.0.0/255.0.0.0', '10/8', '10.0.0.0/8,::/0'],
  ])('%j is none', (text) => {
    expect(reading(cidr())(text)).toBeUndefined()
    expect(cidr().safeParse(text).success).toBe(false)
  })
})

describe('cidrList', () => {
  it.each([
    ['192.168.1.0/24,10.0.0.1', ['192.168.1.0/24', '10.0.0.1']],
    ['192.168.1.0/24 ,\t10.0.0.1', ['192.168.1.0/24', '10.0.0.1']],
    ['::/0', ['::/0']],
    ['', undefined],
    [',', undefined],
    ['10.0.0.1,', undefined],
    [',10.0.0.1', undefined],
    ['10.0.0.1;10.0.0.2', undefined],
    ['10.0.0.1 10.0.0.2', undefined],
    ['10.0.0.1,\n10.0.0.2', undefined],
    ['10.0.0.1/8', undefined],
    ['["10.0.0.1"]', ['10.0.0.1']],
    ['["10.0.0.1", 7]', undefined],
    ['["10.0.0.1"', undefined],
    ['[]', []],
    ['{"0":"10.0.0.1"}', undefined],
  ])('%j is %j', (text, entries) => {
    expect(reading(cidrList())(text)).toEqual(entries)
  })

  it('reads what it writes', () => {
    const field = fields.get(cidrList())
    const entries = fc.oneof(
      fc.ipV4(),
      fc.ipV6().filter(isNetwork),
      fc.constantFrom('10.0.0.0/8', '2001:db8::/32'),
    )
    fc.assert(
      fc.property(fc.array(entries), (list) => {
        expect(field?.read(field.write(list))).toEqual(list)
      }),
    )
  })

  it('refuses a default with a bad entry', () => {
    expect(() => cidrList({ default: ['10.0.0.1/8'] })).toThrow(RangeError)
    expect(cidrList({ default: ['10.0.0.0/8'] }).parse(undefined)).toEqual(['10.0.0.0/8'])
  })
})
