import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { runInThisContext } from 'node:vm'
import { parseEntry } from '@sallyport/audit-chain'
import { describe, expect, it } from 'vitest'
import { canonical } from '../src/canonical.ts'
import { contextFields, longestLine, outcomes, transports } from '../src/entry.ts'
import { formatEntry } from '../src/format-entry.ts'
import { normalise } from '../src/normalise.ts'

interface Hashes {
  readonly origin: string
  readonly first: string
  readonly lines: readonly string[]
}

interface Refused {
  readonly replace: string
  readonly by: string
  readonly fault: string
  readonly at?: string
}

const page = readFileSync(new URL('../../../docs/formats/audit-entry.md', import.meta.url), 'utf8')
const block = (language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)\n\`\`\``, 'gms'))].map(
    ([, text = '']) => text,
  )
const section = (title: string): string =>
  page.split(/^## /m).find((one) => one.startsWith(title)) ?? ''
/** The first two cells of each row of a section's tables, without the head. */
const rows = (title: string): [string, string][] =>
  [...section(title).matchAll(/^\| `(.+?)`(?:, .*)? \| (.+?) \|/gm)].map(([, a = '', b = '']) => [
    a,
    b,
  ])

const lines = block('jsonl').flatMap((text) => text.split('\n'))
const [hashes, refused] = block('json').map((text) => JSON.parse(text)) as [Hashes, Refused[]]
const sha256 = (...parts: string[]): string =>
  createHash('sha256').update(parts.join('')).digest('base64url')
const [first = ''] = lines

describe('the lines of section 7.1', () => {
  it('hang together by their hashes (section 3)', () => {
    expect(sha256('audit-chain/v1\n', hashes.origin)).toBe(hashes.first)
    expect(lines.map((line) => sha256('\0', line))).toEqual(hashes.lines)
    const before = lines.map((line) => Buffer.from(line).subarray(10, 53).toString())
    expect(before).toEqual([hashes.first, ...hashes.lines].slice(0, lines.length))
  })

  it.each(lines)('%s is an entry, and written again', (line) => {
    const parsed = parseEntry(Buffer.from(line))
    if (!parsed.ok) throw new Error(parsed.fault)
    const { _prev: prev, id, seq, ts, transport, skewMs, v, ...event } = parsed.entry
    const place = { prev, id, seq, transport, time: Date.parse(ts), ...(skewMs && { skewMs }) }
    expect([formatEntry(event, place), v]).toEqual([line, 1])
  })
})

describe('the tables', () => {
  it('section 2 has the keys of an entry, in canonical order', () => {
    const keys = rows('2.').map(([key]) => key)
    expect(keys).toEqual(keys.toSorted())
    expect(keys).toHaveLength(16)
    for (const line of lines)
      for (const key of Object.keys(JSON.parse(line))) expect(keys).toContain(key)
    const text = section('2.')
    for (const word of [...contextFields, ...outcomes, ...transports])
      expect(text).toContain(`\`${word}\``)
  })

  it.each(rows('4.'))('section 4: %s becomes %s', (value, form) => {
    const { json = null } = normalise(runInThisContext(`(${value})`))
    expect(`\`${canonical(json)}\``).toBe(form)
  })
})

describe('what is no entry (sections 6 and 7.2)', () => {
  it.each(refused)('$by for $replace: $fault $at', ({ replace, by, ...found }) => {
    expect(first).toContain(replace)
    const line = first.replace(replace, () => by)
    expect(parseEntry(line)).toEqual({ ok: false, ...found })
    expect(parseEntry(Buffer.from(line))).toEqual({ ok: false, ...found })
  })

  it('a line that is too long, or no UTF-8', () => {
    expect(parseEntry('x'.repeat(longestLine + 1))).toEqual({ ok: false, fault: 'too_long' })
    expect(parseEntry('€'.repeat(22_000))).toEqual({ ok: false, fault: 'too_long' })
    const bytes = Buffer.from(first)
    bytes[bytes.indexOf('ada')] = 0xff
    expect(parseEntry(bytes)).toEqual({ ok: false, fault: 'not_utf8' })
    expect(parseEntry(Uint8Array.of(0xed, 0xa0, 0x80))).toEqual({ ok: false, fault: 'not_utf8' })
  })

  it.each(['null', '1', '"a"', '[]'])('%s', (line) => {
    expect(parseEntry(line)).toEqual({ ok: false, fault: 'wrong_value', at: '' })
  })

  it('a line of nothing but brackets overflows nothing', () => {
    expect(parseEntry('['.repeat(65_000))).toEqual({ ok: false, fault: 'not_json' })
    const deep = '['.repeat(32_000) + ']'.repeat(32_000)
    expect(parseEntry(deep)).toEqual({ ok: false, fault: 'not_canonical' })
  })

  it('each change of one bit is a fault, or another entry', () => {
    const bytes = Buffer.from(first)
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const changed = Buffer.from(bytes)
      changed.writeUInt8((bytes[bit >> 3] as number) ^ (1 << (bit & 7)), bit >> 3)
      const parsed = parseEntry(changed)
      if (parsed.ok) expect(canonical(parsed.entry as never)).toBe(changed.toString())
    }
  })

  it('there are examples of every fault that a text can have', () => {
    const faults = new Set(refused.map(({ fault }) => fault))
    const named = [...section('6.').matchAll(/`([a-z]+_[a-z_0-9]+)`/g)].map(([, name]) => name)
    expect(named).toHaveLength(8)
    expect([...faults, 'too_long', 'not_utf8'].toSorted()).toEqual(named.toSorted())
  })
})
