import { type KeyStore, memoryKeyStore, requireKey } from '@sallyport/api-keys'
import { decider, denialReply } from '@sallyport/core'
import { testRequest } from '@sallyport/core/testing'
import { expect, it } from 'vitest'
import { checksumOf } from '../src/format.ts'
import { openTestKeys } from './support/open-test-keys.ts'

const rounds = 100_000

/** Numbers that look like chance and are the same each time. */
function chance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const pieces = [
  ...['acme_pk', '_live_', '_', '__', 'A', 'z', '0', ' ', '\t', '\r\n', '\0', ',', '=', '%', '"'],
  ...['\ud800', '\udc00', '\u{1f511}', '\u0141', '\uff21', '\u202e', 'é', '\ufeff', '__proto__'],
  ...['Bearer ', 'constructor', '../', "' OR 1=1--", '#{7*7}', '{a}', '*', 'null', 'x'.repeat(99)],
]

/** A token, spoilt in one of many ways; or nothing like one. */
function spoilt(token: string, pick: (below: number) => number): string {
  const at = pick(token.length)
  const piece = pieces[pick(pieces.length)] as string
  const body = token.slice(0, -6)
  const summed = (text: string) => text + checksumOf(text)
  const ways = [
    () => token.slice(0, at) + piece + token.slice(at),
    () => token.slice(0, at) + piece + token.slice(at + piece.length),
    () => token.slice(at),
    () => token.slice(0, at),
    () => token + piece,
    () => piece + token,
    // With a right checksum: these come further.
    () => summed(body.slice(0, at) + piece + body.slice(at + piece.length)),
    () => summed(body.slice(0, at) + pieces[pick(9)]?.slice(0, 1) + body.slice(at + 1)),
    () => summed(piece + body),
    () => Array.from({ length: pick(20) }, () => pieces[pick(pieces.length)]).join(''),
    () => String.fromCharCode(...Array.from({ length: pick(99) }, () => pick(65_536))),
  ]
  return (ways[pick(ways.length)] as () => string)()
}

const ids = /^[0-9A-Za-z]{12}$/

/** A store that is asked for nothing but ids. */
function watched() {
  const inner = memoryKeyStore()
  const odd: string[] = []
  const store: KeyStore = {
    ...inner,
    get(id) {
      if (!ids.test(id)) odd.push(id)
      return inner.get(id)
    },
  }
  return { store, odd }
}

it('100,000 spoilt tokens are refused at once, none throws, and a store sees nothing but ids', async () => {
  const { store, odd } = watched()
  const { issued, keys } = openTestKeys({ store })
  const token = (await issued()).token.reveal()
  const pick = chance(1)
  const reasons = new Map<string, number>()
  for (let i = 0; i < rounds; i++) {
    const sent = spoilt(token, pick)
    if (sent === token) continue
    const verdict = keys.identify(sent, { ip: sent, tenant: sent })
    if (verdict instanceof Promise || verdict.ok) throw new Error(JSON.stringify(sent))
    reasons.set(verdict.reason, (reasons.get(verdict.reason) ?? 0) + 1)
  }
  expect(odd).toEqual([])
  // Some came as far as there is to come without the secret.
  expect([...reasons.keys()].toSorted()).toEqual([
    'key_malformed',
    'key_unknown',
    'key_wrong_secret',
  ])
})

it('whatever is no text is refused as well: nothing of it is called', async () => {
  const { keys, outcome } = openTestKeys()
  const trap = new Proxy(() => {}, {
    get: () => expect.unreachable(),
    apply: () => expect.unreachable(),
    ownKeys: () => expect.unreachable(),
  })
  const bare = Object.create(null)
  const odd = [trap, bare, Symbol('x'), 1n, Number.NaN, true, null, undefined, [], () => {}]
  for (const sent of [...odd, new String('acme_pk_live_'), Buffer.alloc(99), { length: 87 }]) {
    expect(keys.identify(sent, {})).toMatchObject({ ok: false })
    expect(await outcome(sent)).toMatch(/^key_(malformed|missing|ambiguous)$/)
  }
  for (const size of [1e6, 5e7]) expect(await outcome('A'.repeat(size))).toBe('key_malformed')
})

it('100,000 requests with spoilt headers are answered with a refusal, each with its own status', async () => {
  const { store, odd } = watched()
  const { issued, keys } = openTestKeys({ store })
  const token = (await issued()).token.reveal()
  const pick = chance(2)
  const errors: unknown[] = []
  const decide = decider(requireKey(keys), { onError: (error) => errors.push(error) })
  const statuses = new Set<number>()
  for (let i = 0; i < rounds; i++) {
    const text = spoilt(token, pick)
    const sent = pick(4) === 0 ? [text, spoilt(token, pick)] : text
    const scheme = ['Bearer ', 'bearer  ', '', 'Basic ', 'Bearer'][pick(5)]
    const headers = [{ 'x-api-key': sent }, { authorization: `${scheme}${text}` }][pick(2)]
    const both = pick(8) === 0 ? { 'x-api-key': text, authorization: `Bearer ${text}` } : headers
    const verdict = await decide(testRequest({ headers: both as Record<string, string> }))
    if (verdict.ok) {
      // White space around a header's value is none of it (RFC 9110 §5.5), and a scheme may come from a piece.
      if (text.replace(/^Bearer /, '').trim() !== token) throw new Error(JSON.stringify(both))
    } else statuses.add(denialReply(verdict).status)
  }
  expect(errors).toEqual([])
  expect(odd).toEqual([])
  expect([...statuses].toSorted()).toEqual([400, 401])
})
