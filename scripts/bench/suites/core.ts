import {
  allow,
  decider,
  deny,
  every,
  type Guard,
  type Nothing,
  nothing,
  type Verdict,
} from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import { type Loop, race } from '../race.ts'
import type { Suite } from '../row.ts'

const key = Object.freeze({ id: 'k' })
type Key = typeof key
// Changed by nothing here, but the compiler must not know.
const world = { maintenance: process.argv.includes('--never'), tokens: Number.MAX_SAFE_INTEGER }

// Several of each, of one shape: the properties of a single constant object would be folded away.
const requests = (headers: Readonly<Record<string, string>>) =>
  Array.from({ length: 16 }, (_, i) => {
    const mine = { ...headers, 'x-request': String(i) } as Record<string, string>
    return { ...testRequest(), header: (name: string) => mine[name] }
  })
const good = requests({ 'x-secret': 's', authorization: 'Bearer abc' })
const bad = requests({ 'x-secret': 'wrong', authorization: 'Bearer abc' })
type Seen = (typeof good)[number]
const nth = (list: readonly Seen[], i: number): Seen => list[i & 15] as Seen

const local: Guard<Nothing, 'network'> = ({ ip }) =>
  ip === '127.0.0.1' ? allow() : deny('network', 403)
const shared: Guard<Nothing, 'secret'> = (request) =>
  request.header('x-secret') === 's' ? allow() : deny('secret', 401)
const open: Guard<Nothing, 'closed'> = () => (world.maintenance ? deny('closed', 503) : allow())
const limited: Guard<Nothing, 'limit'> = () => (--world.tokens > 0 ? allow() : deny('limit', 429))
const keyed: Guard<{ readonly key: Key }, 'key'> = (request) =>
  request.header('authorization') === 'Bearer abc' ? allow({ key }) : deny('key', 401)

const five = every(local, shared, open, limited, keyed)
const decided = decider(five)

function byHand(request: Seen): Verdict<{ readonly key: Key }> {
  if (request.ip !== '127.0.0.1') return deny('network', 403)
  if (request.header('x-secret') !== 's') return deny('secret', 401)
  if (world.maintenance) return deny('closed', 503)
  if (!(--world.tokens > 0)) return deny('limit', 429)
  if (request.header('authorization') !== 'Bearer abc') return deny('key', 401)
  return { ok: true, value: { key } }
}

let seen = 0
const count = (verdict: unknown): void => {
  if ((verdict as Verdict<object>).ok) seen++
}
const hand: Loop = (n) => {
  for (let i = 0; i < n; i++) count(byHand(nth(good, i)))
}
const handDenied: Loop = (n) => {
  for (let i = 0; i < n; i++) count(byHand(nth(bad, i)))
}

/** The cost of composing, against the same five checks written out in one function. */
export const suite: Suite = async function* () {
  yield race({
    id: 'core/every-five',
    what: 'every() of five synchronous guards / five ifs by hand',
    ours: (n) => {
      for (let i = 0; i < n; i++) count(five(nth(good, i), nothing))
    },
    peer: hand,
    target: { atMost: 4 },
  })
  yield race({
    id: 'core/decider-five',
    what: 'the same through decider() / five ifs by hand',
    ours: (n) => {
      for (let i = 0; i < n; i++) count(decided(nth(good, i)))
    },
    peer: hand,
  })
  yield race({
    id: 'core/decider-denied',
    what: 'denied by the second, through decider() / by hand',
    ours: (n) => {
      for (let i = 0; i < n; i++) count(decided(nth(bad, i)))
    },
    peer: handDenied,
  })
  if (seen === 0) throw new Error('bench: nothing was allowed, so nothing was measured')
}
