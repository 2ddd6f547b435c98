import type { AuditEvent } from '@sallyport/core'
import { systemRandom } from '@sallyport/core'
import { expect, it } from 'vitest'
import { checkEntries } from '../src/check-entries.ts'
import { longestLine } from '../src/entry.ts'
import { openAuditLog } from '../src/open-audit-log.ts'
import { parseEntry } from '../src/parse-entry.ts'
import { verifyLog } from '../src/verify-log.ts'
import { keyOf } from './support/keys.ts'
import { origin, steady } from './support/open-on.ts'
import { scratchDirectory } from './support/scratch-directory.ts'

const nested = (depth: number): unknown => {
  let made: unknown = {}
  for (let at = 0; at < depth; at++) made = at % 2 === 0 ? { made } : [made]
  return made
}
const circle: Record<string, unknown> = { a: 1 }
circle.self = circle
const throwing = {
  get a(): never {
    throw new Error('boom')
  },
}
const trap = new Proxy(
  {},
  {
    get: () => {
      throw new Error('get')
    },
    ownKeys: () => {
      throw new Error('ownKeys')
    },
  },
)
const line = '\n{"_prev":"","type":"audit.pruned","v":1}\r\n\u2028\u2029\u0000\u001b[2J'
const revoked = Proxy.revocable({}, {})
revoked.revoke()

/** What JSON libraries write wrongly, throw at, or die of. */
const values: readonly unknown[] = [
  ...[Number.NaN, 1 / 0, -0, 2 ** 53 + 2, 1e21, 1e-7, undefined, null, true, 1n, ''],
  ...[Symbol('x'), () => 1, class {}, new Date(Number.NaN), new Error('x', { cause: throwing })],
  ...[circle, throwing, trap, revoked.proxy, nested(20_000), new Array(2 ** 32 - 1)],
  ...[
    '\ud800x',
    { '\ud800': 1, '\udfff': 2 },
    { '\ufb33': 1, '\u{1f600}': 2 },
    line,
    { [line]: line },
  ],
  ...[JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":1}}')],
  ...[{ toJSON: () => 5 }, { toJSON: throwing }, { [Symbol.toPrimitive]: throwing }],
  ...[
    new Map([[circle, circle]]),
    new Set([new Set()]),
    Buffer.from('hi'),
    new Uint8Array(1_000_000),
  ],
  ...[Object.create(null), Object('s'), Object(1n), new WeakMap(), Promise.resolve(), /x/g],
  ...['x'.repeat(2_000_000), '"'.repeat(70_000), '\u0000'.repeat(70_000), 'é'.repeat(70_000)],
  ...[{ $map: [], $truncated: 1, seq: 0, _prev: 'x', v: 2, ts: '', type: 'x', id: 'x' }],
  ...[
    // biome-ignore lint/suspicious/noThenProperty: one that looks like a promise
    { then: (resolve: (value: unknown) => void) => resolve(1) },
    process,
    import.meta,
  ],
]

/** Each value in each place that an event has, and in the place of the event. */
const events: readonly unknown[] = values.flatMap((value) => [
  value,
  { type: value, outcome: 'success' },
  { type: 'test.payload', outcome: value },
  ...['event', 'actor', 'reason', 'ctx', 'targets'].map((name) => ({
    ...{ type: 'test.payload', outcome: 'success', [name]: value },
  })),
  { type: 'test.payload', outcome: 'success', actor: { kind: value, id: value } },
  { type: 'test.payload', outcome: 'success', targets: Array(40).fill({ kind: 'x', id: value }) },
  { type: 'test.payload', outcome: 'success', ctx: { ip: value, userAgent: value, route: value } },
])

it('whatever is appended becomes one line that parses, and the log is whole', async () => {
  const directory = scratchDirectory()
  const settings = { ...steady(), random: systemRandom, segmentBytes: 1_048_576 }
  const queue = { entries: 10_000, bytes: 2 ** 30 }
  const log = await openAuditLog(directory, { ...settings, queue })
  const appended = await Promise.all(events.map((event) => log.append(event as AuditEvent)))
  expect(appended.map(({ seq }) => seq)).toEqual(events.map((_, seq) => seq))
  let cursor: string | undefined
  const lines: string[] = []
  for (;;) {
    const page = await log.query({ order: 'oldest', limit: 1_000, ...(cursor && { cursor }) })
    if (page.rows.length === 0) break
    lines.push(...page.rows.map((row) => row.line))
    cursor = page.next
  }
  expect(lines).toHaveLength(events.length)
  for (const [seq, text] of lines.entries()) {
    const parsed = parseEntry(text)
    expect(parsed.ok && parsed.entry.seq).toBe(seq)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(longestLine)
    // Nothing that a terminal or a line reader takes for its own.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not be there
    expect(text).not.toMatch(/[\u0000-\u001f]/)
  }
  await log.close()
  const keys = [keyOf(origin).verifierKey]
  expect(await verifyLog(directory, { origin, keys })).toMatchObject({ verdict: 'whole' })
  expect(await checkEntries(directory)).toMatchObject({ ok: true, lines: events.length })
}, 60_000)
