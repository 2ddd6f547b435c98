import { BlockList } from 'node:net'
import { networkList } from '@sallyport/network'
import CidrMatcher from 'cidr-matcher'
import ipaddr from 'ipaddr.js'
import { type Loop, race } from '../race.ts'
import type { Suite } from '../row.ts'

// A fixed seed: the same lists and questions on every machine.
let seed = 42
const random = (): number => {
  seed ^= seed << 13
  seed ^= seed >>> 17
  seed ^= seed << 5
  return seed >>> 0
}

const octets = (value: number): string =>
  [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.')
const groups = (): string =>
  `2001:${(random() & 0xffff).toString(16)}:${(random() & 0xffff).toString(16)}::${(random() & 0xffff).toString(16)}`

const made = {
  4: () => {
    const bits = 16 + (random() % 17)
    return `${octets((random() & (-1 << (32 - bits))) >>> 0)}/${bits}`
  },
  6: () => {
    const bits = 32 + (random() % 17)
    return `${ipaddr.IPv6.networkAddressFromCIDR(`${groups()}/${bits}`)}/${bits}`
  },
}

// In one piece, as a socket gives its address: V8 reads pieces of strings and strings of pieces slower.
const flat = (text: string): string => Buffer.from(text, 'latin1').toString('latin1')

const questionCount = 2048
function questions(version: 4 | 6, nets: readonly string[]): string[] {
  return Array.from({ length: questionCount }, (_, i) => {
    const inside = (nets[random() % nets.length] as string).split('/')[0] as string
    return flat(i % 2 === 0 ? inside : version === 4 ? octets(random()) : groups())
  })
}

let yes = 0
const asking =
  (asked: readonly string[], has: (text: string) => boolean): Loop =>
  (n) => {
    for (let i = 0; i < n; i++) if (has(asked[i & (questionCount - 1)] as string)) yes++
  }

/** The limit of whatever reads text in JavaScript: each character once, and nothing made of it. */
const reading =
  (asked: readonly string[]): Loop =>
  (n) => {
    for (let i = 0; i < n; i++) {
      const text = asked[i & (questionCount - 1)] as string
      for (let at = 0; at < text.length; at++) yes += text.charCodeAt(at) & 1
    }
  }

/** Questions about the customers of one provider, some of whom are listed. */
function neighbours(size: number): Loop {
  const customer = (): string =>
    `2001:db8:${(random() & 0xffff).toString(16)}:${(random() & 0xffff).toString(16)}::`
  const nets = Array.from({ length: size }, () => `${customer()}/64`)
  const list = networkList(nets)
  const asked = Array.from({ length: questionCount }, (_, i) =>
    flat(i % 2 === 0 ? (nets[random() % size] as string).slice(0, -'/64'.length) : customer()),
  )
  return asking(asked, (text) => list.has(text))
}

/** A list of Node's, and the question whether it holds a text. */
function blockList(nets: readonly string[], family: 'ipv4' | 'ipv6'): (text: string) => boolean {
  const list = new BlockList()
  for (const net of nets) {
    const [address = '', bits] = net.split('/')
    list.addSubnet(address, Number(bits), family)
  }
  return (text) => list.check(text, family)
}

/**
 * Up to some version of 24, BlockList goes through its list from end to end; since then it answers in
 * some 300 ns whatever its size, of which the characters alone are a tenth. A gate of so many times is
 * one on searching the list; where nothing is searched, the gates are to be faster, and near the limit.
 */
function searchesItsList(): boolean {
  const turns = 15
  const [few, many] = [10, 20_000].map((size) => {
    const nets = Array.from({ length: size }, made[4])
    return { ask: asking(questions(4, nets), blockList(nets, 'ipv4')), least: Infinity }
  }) as [Asked, Asked]
  // The least of many, in turns: whatever else goes on only adds to what it takes.
  for (let turn = 0; turn < turns; turn++) {
    for (const one of [few, many]) {
      const start = process.hrtime.bigint()
      one.ask(200)
      one.least = Math.min(one.least, Number(process.hrtime.bigint() - start))
    }
  }
  return many.least > 20 * few.least
}
interface Asked {
  readonly ask: Loop
  least: number
}

const gates = { 10: 8, 1000: 20, 100000: 5_000 } as const

/** A decision from the text of an address, beside Node's own block list and the usual libraries. */
export const suite: Suite = async function* () {
  const linear = searchesItsList()
  for (const version of [4, 6] as const) {
    const family = `ipv${version}` as const
    const ours = new Map<number, Loop>()
    for (const [size, times] of Object.entries(gates).map(([n, t]) => [Number(n), t] as const)) {
      const nets = Array.from({ length: size }, made[version])
      const asked = questions(version, nets)
      const list = networkList(nets)
      const node = blockList(nets, family)
      for (const text of asked.slice(0, 50)) {
        if (list.has(text) !== node(text)) throw new Error(`bench: differ on ${text}`)
      }
      const loop = asking(asked, (text) => list.has(text))
      ours.set(size, loop)
      yield race({
        id: `network/${family}-${size}`,
        what: `${family}, ${size} networks: has() / net.BlockList${linear ? ` (${times}x)` : ', which searches nothing'}`,
        ours: loop,
        peer: asking(asked, node),
        target: { atMost: linear ? 1 / times : 1 },
      })
      yield race({
        id: `network/${family}-${size}-limit`,
        what: `${family}, ${size} networks: has() / reading the characters`,
        ours: loop,
        peer: reading(asked),
        target: { atMost: 5 },
      })
      if (size > 1_000) continue
      const parsed = nets.map((net) => ipaddr.parseCIDR(net))
      yield race({
        id: `network/${family}-${size}-ipaddr`,
        what: `${family}, ${size} networks: has() / ipaddr.js`,
        ours: loop,
        peer: asking(asked, (text) => {
          const address = ipaddr.process(text)
          return parsed.some(
            (net) => net[0].kind() === address.kind() && address.match(net as never),
          )
        }),
      })
      const matcher = new CidrMatcher(nets)
      yield race({
        id: `network/${family}-${size}-cidr-matcher`,
        what: `${family}, ${size} networks: has() / cidr-matcher`,
        ours: loop,
        peer: asking(asked, (text) => matcher.contains(text)),
      })
    }
    yield race({
      id: `network/${family}-growth`,
      what: `${family}: has() with 100,000 networks / with 10`,
      ours: ours.get(100_000) as Loop,
      peer: ours.get(10) as Loop,
      target: { atMost: 3 },
    })
    const many = Array.from({ length: 100_000 }, made[version])
    yield race(
      {
        id: `network/${family}-build`,
        what: `${family}: building 100,000 / ipaddr.js parsing them`,
        ours: (n) => {
          for (let i = 0; i < n; i++) networkList(many)
        },
        peer: (n) => {
          for (let i = 0; i < n; i++) for (const net of many) ipaddr.parseCIDR(net)
        },
        target: { atMost: 2 },
      },
      7,
    )
  }
  yield race({
    id: 'network/ipv6-growth-near',
    what: 'ipv6, all of one /32: has() with 100,000 networks / with 10',
    ours: neighbours(100_000),
    peer: neighbours(10),
    target: { atMost: 3 },
  })
  if (yes === 0) throw new Error('bench: nothing was found, so nothing was measured')
}
