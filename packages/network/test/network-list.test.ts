import { type AuditEvent, coreEvents } from '@sallyport/core'
import { manualTime, recordAudit, recordMetrics } from '@sallyport/core/testing'
import { networkList, networkMetrics, parseAddress } from '@sallyport/network'
import fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, it } from 'vitest'
import spellings from './spellings.json' with { type: 'json' }

function answer(address: string, entry: string): string {
  try {
    const list = networkList([entry])
    if (parseAddress(address) === undefined) return 'no address'
    return list.has(address) ? 'in' : 'out'
  } catch {
    return 'bad entry'
  }
}

describe('one documented answer to each spelling', () => {
  it.each(spellings)('$address in $list: $expect', ({ address, list, expect: expected }) => {
    expect(answer(address, list)).toBe(expected)
    if (expected === 'no address') expect(networkList([list]).has(address)).toBe(false)
  })
})

describe('networkList', () => {
  const octets = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 })
  const few = fc.array(fc.constantFrom(0, 1, 128, 255), { minLength: 4, maxLength: 4 })
  const cidr4 = fc.tuple(fc.oneof(octets, few), fc.integer({ min: 0, max: 32 }))
  const words = fc.array(fc.constantFrom(0, 1, 0x8000, 0xffff, 0x2001), {
    minLength: 8,
    maxLength: 8,
  })
  const cidr6 = fc.tuple(words, fc.integer({ min: 0, max: 128 }))

  it('agrees with ipaddr.js on canonical input: 100,000 questions', () => {
    let asked = 0
    fc.assert(
      fc.property(
        fc.array(cidr4, { maxLength: 12 }),
        fc.array(cidr6, { maxLength: 12 }),
        fc.array(fc.oneof(octets, few), { minLength: 25, maxLength: 25 }),
        fc.array(words, { minLength: 25, maxLength: 25 }),
        (v4, v6, ask4, ask6) => {
          const nets = [
            ...v4.map(
              ([ip, bits]) =>
                `${ipaddr.IPv4.networkAddressFromCIDR(`${ip.join('.')}/${bits}`)}/${bits}`,
            ),
            ...v6.map(
              ([ip, bits]) =>
                `${ipaddr.IPv6.networkAddressFromCIDR(`${new ipaddr.IPv6(ip)}/${bits}`)}/${bits}`,
            ),
          ].filter((net) => !net.startsWith('::ffff:'))
          const list = networkList(nets)
          const parsed = nets.map((net) => ipaddr.parseCIDR(net))
          const addresses = [
            ...ask4.map((ip) => new ipaddr.IPv4(ip)),
            ...ask6.map((ip) => new ipaddr.IPv6(ip)),
          ]
          for (const address of addresses) {
            if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()) continue
            asked++
            const theirs = parsed.some(
              ([net, bits]) => net.kind() === address.kind() && address.match([net, bits] as never),
            )
            expect(list.has(address.toString()), `${address} in ${nets}`).toBe(theirs)
          }
        },
      ),
      { numRuns: 2_200 },
    )
    expect(asked).toBeGreaterThan(100_000)
  })

  it('names every bad entry at once, with what to write instead', () => {
    const bad = [
      '10.0.0.1/8',
      '1.2.3.4/33',
      'x',
      '1.1.1.1/08',
      '1.1.1.1/',
      '1.1.1.1/8/8',
      'fe80::1%eth0',
      '::ffff:0:0/95',
    ]
    let message = ''
    try {
      networkList([...bad, '10.0.0.0/8', { network: '1.1.1.1', until: Number.NaN }])
    } catch (error) {
      message = (error as Error).message
      expect(error).toBeInstanceOf(RangeError)
    }
    expect(message).toContain('9 bad of 10 entries')
    for (const entry of bad) expect(message).toContain(JSON.stringify(entry))
    expect(message).toContain('you may mean 10.0.0.0/8')
    expect(message).not.toContain('"10.0.0.0/8"')
    const odd = [7, {}, null, { network: { toString: 1 } }, 'ok'] as never[]
    expect(() => networkList(odd)).toThrow(/5 bad of 5/)
    expect(() => networkList('10.0.0.0/8' as never)).toThrow(/network: "entries" must be an array/)
    expect(() => networkList(['::ffff:10.0.0.1/104'])).toThrow('you may mean 10.0.0.0/8')
    expect(() => networkList(['2001:db8::1/33'])).toThrow('you may mean 2001:db8::/33')
  })

  it('finds every edge of neighbours and of networks within networks', () => {
    const list = networkList([
      '10.0.0.0/9',
      '10.128.0.0/9',
      '10.0.0.0/32',
      '2001:db8::/128',
      '::/1',
    ])
    const edges = ['9.255.255.255', '10.0.0.0', '10.127.255.255', '10.128.0.0', '10.255.255.255']
    expect([...edges, '11.0.0.0'].map((ip) => list.has(ip))).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ])
    const ends = ['7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', '8000::', 'ffff::']
    expect(ends.map((ip) => list.has(ip))).toEqual([true, false, false])
    const upper = networkList(['255.255.255.255', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128'])
    expect(upper.has('255.255.255.255')).toBe(true)
    expect(upper.has('255.255.255.254')).toBe(false)
    expect(upper.has('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff')).toBe(true)
    expect(upper.has('ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe')).toBe(false)
  })

  it('finds its way among thousands, close together and far apart', () => {
    // Every third /28 of 10.0.0.0/16, every third /64 of two /52s of one provider.
    const fours = (i: number) => `10.0.${i >> 4}.${(i & 15) * 16}`
    const sixes = (i: number) => `2001:db8:${i < 4_096 ? 0 : 'f000'}:${(i & 4_095).toString(16)}::`
    const nth = Array.from({ length: 8_192 }, (_, i) => i)
    const listed = (i: number) => i % 3 === 0
    const list = networkList([
      ...nth.filter((i) => i < 4_096 && listed(i)).map((i) => `${fours(i)}/28`),
      ...nth.filter(listed).map((i) => `${sixes(i)}/64`),
      '203.0.113.0/24',
      'fd00::/8',
    ])
    const wrong = nth.filter((i) => {
      const asked = i < 4_096 ? [fours(i), fours(i).replace(/\d+$/, (n) => `${+n + 15}`)] : []
      asked.push(
        sixes(i),
        `${sixes(i)}1`,
        `${sixes(i)}ffff`,
        sixes(i).replace(/::$/, ':ffff:0:0:1'),
      )
      return asked.some((text) => list.has(text) !== listed(i))
    })
    expect(wrong).toEqual([])
    expect(['203.0.113.9', 'fdff::', 'fc00::', '203.0.114.0'].map((ip) => list.has(ip))).toEqual([
      true,
      true,
      false,
      false,
    ])
  })

  it('answers for an address that is parsed as for its text', () => {
    const list = networkList(['10.0.0.0/8', '2001:db8::/32'])
    for (const text of ['10.1.1.1', '11.1.1.1', '2001:db8::1', '2001:db9::1', '::a00:1']) {
      const address = parseAddress(text)
      list.has('255.255.255.255')
      expect(address && list.has(address), text).toBe(list.has(text))
    }
  })

  it('covers mapped addresses and never lets ::/0 mean IPv4', () => {
    expect(networkList(['::ffff:10.0.0.0/104']).has('10.255.0.1')).toBe(true)
    expect(networkList(['10.0.0.0/8']).has('::ffff:10.0.0.1')).toBe(true)
    const six = networkList(['::/0'])
    expect([
      six.has('::'),
      six.has('ffff::'),
      six.has('1.1.1.1'),
      six.has('::ffff:1.1.1.1'),
    ]).toEqual([true, true, false, false])
    const four = networkList(['0.0.0.0/0'])
    expect([four.has('0.0.0.0'), four.has('255.255.255.255'), four.has('::')]).toEqual([
      true,
      true,
      false,
    ])
  })

  it('changes at run time, each change recorded and counted', async () => {
    const audit = recordAudit()
    const metrics = recordMetrics()
    const list = networkList(['10.0.0.0/8'], { name: 'blocked', audit, metrics })
    const actor = { kind: 'user', id: 'ada' }
    await list.add(['192.0.2.1', { network: '2001:db8::/32', note: 'scanner' }], {
      actor,
      reason: 'flood',
    })
    expect([list.has('192.0.2.1'), list.has('2001:db8::1'), list.has('192.0.2.2')]).toEqual([
      true,
      true,
      false,
    ])
    expect(await list.remove(['10.0.0.0/8', 'not there'])).toBe(1)
    expect(await list.remove(['10.0.0.0/8'])).toBe(0)
    expect(list.has('10.0.0.1')).toBe(false)
    await list.replace(['10.0.0.0/8'])
    expect([list.has('10.0.0.1'), list.has('192.0.2.1')]).toEqual([true, false])
    expect(audit.events.map((event) => event.type)).toEqual([
      'network.entries_added',
      'network.entries_removed',
      'network.list_replaced',
    ])
    expect(audit.events[0]).toMatchObject({
      actor,
      reason: 'flood',
      targets: [{ kind: 'network_list', id: 'blocked' }],
      event: { networks: ['192.0.2.1', '2001:db8::/32'], count: 2 },
    })
    expect(metrics.value(networkMetrics.changes, { list: 'blocked' })).toBe(3)
    expect(metrics.value(networkMetrics.entries, { list: 'blocked' })).toBe(1)
    expect(coreEvents.decided.type).toBe('request.decided')
  })

  it('lets entries end by themselves, and an outer one outlive an inner one', async () => {
    const time = manualTime(1_000)
    const list = networkList(['203.0.113.0/24'], { clock: time.clock })
    await list.add([
      { network: '10.0.0.0/8', until: 5_000 },
      { network: '10.1.0.0/16', until: 9_000 },
      { network: '10.1.1.0/24', until: 2_000 },
      { network: '203.0.113.7', until: 2_000 },
    ])
    const covered = () =>
      ['10.2.0.1', '10.1.2.1', '10.1.1.1', '203.0.113.7'].map((ip) => list.has(ip))
    expect(covered()).toEqual([true, true, true, true])
    time.advance(1_000)
    expect(covered()).toEqual([true, true, true, true])
    expect(list.entries().map((entry) => entry.network)).toEqual([
      '203.0.113.0/24',
      '10.0.0.0/8',
      '10.1.0.0/16',
    ])
    time.advance(3_000)
    expect(covered()).toEqual([false, true, true, true])
    time.advance(4_000)
    expect(covered()).toEqual([false, false, false, true])
    await list.add([{ network: '203.0.113.7', until: 1 }])
    expect(list.has('203.0.113.7')).toBe(true)
  })

  it('adding a network again takes the place of its entry', async () => {
    const time = manualTime(0)
    const list = networkList(['192.0.2.1'], { clock: time.clock })
    await list.add([{ network: '192.0.2.1', until: 10 }])
    expect(list.entries()).toEqual([{ network: '192.0.2.1', until: 10 }])
    time.advance(10)
    expect(list.has('192.0.2.1')).toBe(false)
  })

  it('knows an entry by what it covers, not by how it is written', async () => {
    const audit = recordAudit()
    const list = networkList(['2001:DB8::/32', '192.0.2.1', '::5', '0.0.0.5'], { audit })
    await list.add([{ network: '::ffff:192.0.2.1/128', note: 'again' }])
    expect(list.entries()).toHaveLength(4)
    expect(await list.remove(['2001:db8:0::/32', '192.0.2.1/32', '0.0.0.5', 'nonsense'])).toBe(3)
    expect(list.entries()).toEqual([{ network: '::5' }])
    expect(audit.events[1]?.event).toEqual({
      networks: ['2001:DB8::/32', '::ffff:192.0.2.1/128', '0.0.0.5'],
      count: 3,
    })
  })

  it('keeps to what was given when the caller changes its object afterwards', async () => {
    const entry = { network: '192.0.2.1', until: 10 }
    const list = networkList([entry], { clock: () => 0 })
    entry.network = '10.0.0.0/8'
    entry.until = 0
    expect(list.entries()).toEqual([{ network: '192.0.2.1', until: 10 }])
    expect(await list.remove(['192.0.2.1'])).toBe(1)
  })

  it('is changed even when nobody could count it', async () => {
    const broken = () => {
      throw new Error('no metrics')
    }
    const metrics = { add: broken, set: broken, observe: broken }
    const list = networkList([], { metrics })
    await list.add(['192.0.2.1'])
    expect(list.has('192.0.2.1')).toBe(true)
  })

  it('changes nothing when the record fails or an entry is bad', async () => {
    const audit = { record: () => Promise.reject(new Error('disk full')) }
    const list = networkList(['10.0.0.0/8'], { audit })
    await expect(list.add(['192.0.2.1'])).rejects.toThrow('disk full')
    await expect(list.replace([])).rejects.toThrow('disk full')
    await expect(list.remove(['10.0.0.0/8'])).rejects.toThrow('disk full')
    await expect(networkList([]).add(['ok', '1.1.1.1'])).rejects.toThrow('1 bad of 2')
    expect([list.has('192.0.2.1'), list.has('10.0.0.1')]).toEqual([false, true])
  })

  it('loses no change when many come at once', async () => {
    let written: (() => void)[] = []
    const audit = {
      record: (_: AuditEvent) => new Promise<void>((done) => void written.push(done)),
    }
    const list = networkList(['10.0.0.0/8'], { audit })
    const changes = [list.add(['192.0.2.1']), list.remove(['10.0.0.0/8']), list.add(['192.0.2.2'])]
    for (const done of written.toReversed()) done()
    written = []
    await Promise.all(changes)
    expect(
      list
        .entries()
        .map((entry) => entry.network)
        .toSorted(),
    ).toEqual(['192.0.2.1', '192.0.2.2'])
  })
})
