import { memoryKeyStore } from '@sallyport/api-keys'
import { limits } from '@sallyport/limits'
import { describe, expect, it } from 'vitest'
import { ada, all, day, openTestKeys, refusal, start } from './support/open-test-keys.ts'

/** Reads RFC 4180: rows of fields. Written for this test, from the grammar. */
function parsedCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let i = 0
  while (i < text.length) {
    let field = ''
    if (text[i] === '"') {
      for (i++; text[i] !== '"' || text[i + 1] === '"'; i++) {
        if (text[i] === undefined) throw new Error('a quote that never ends')
        if (text[i] === '"') i++
        field += text[i]
      }
      i++
    } else {
      while (i < text.length && text[i] !== ',' && text[i] !== '\r') field += text[i++]
      if (/["\n]/.test(field)) throw new Error(`bare: ${field}`)
    }
    row.push(field)
    if (text[i] === ',') i++
    else if (text.startsWith('\r\n', i)) {
      rows.push(row)
      row = []
      i += 2
    } else throw new Error(`nothing may follow a field at ${i}`)
  }
  return rows
}

describe('the inventory', () => {
  it('has the columns auditors ask for, a line per key, in the order of ids', async () => {
    const { issued, keys, outcome, time } = openTestKeys({ limits: limits({ policies: {} }) })
    const rate = { kind: 'rate', limit: 100, windowMs: 60_000 } as const
    const used = await issued({
      name: 'deploy, "blue"',
      scopes: ['orders:read', 'users:read'],
      limits: [{ name: 'api', policy: rate }],
      expiresAt: start + day,
    })
    const gone = await issued({ expiresAt: null })
    await keys.revoke(gone.key.id, { actor: ada })
    await outcome(used.token.reveal())
    await keys.flush()
    time.advance(1)
    const lines = await all(keys.inventoryCsv())
    expect(lines).toHaveLength(3)
    expect(lines.every((line) => line.endsWith('\r\n'))).toBe(true)
    const [head = [], ...rows] = parsedCsv(lines.join(''))
    expect(head.join()).toBe(
      'key_id,name,created_at,expires_at,last_used_at,usage_count,requests_per_hour,status,tenant,owner,env,scopes',
    )
    const at = new Date(start).toISOString()
    const ends = new Date(start + day).toISOString()
    const rest = ['t1', 'user:ada', 'live']
    expect(rows.toSorted((a, b) => (a[7] ?? '').localeCompare(b[7] ?? ''))).toEqual([
      [
        used.key.id,
        'deploy, "blue"',
        at,
        ends,
        at,
        '1',
        '6000',
        'active',
        ...rest,
        'orders:read users:read',
      ],
      [gone.key.id, 'ci', at, '', '', '0', '', 'revoked', ...rest, ''],
    ])
    expect(rows.map(([id]) => id)).toEqual(rows.map(([id]) => id).toSorted())
  })

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '＝1+1',
    '＠x',
    '=cmd|"/c calc"!A1',
    '","=1+1',
    '=HYPERLINK("http://x.test","a")',
  ])('no spreadsheet runs %j', async (text) => {
    const { issued, keys } = openTestKeys()
    await issued({ name: text, tenant: text, owner: { kind: text, id: text } })
    const lines = await all(keys.inventoryCsv())
    const row = parsedCsv(lines.join(''))[1] ?? []
    expect(row).toHaveLength(12)
    for (const field of row) expect(field).not.toMatch(/^\s*[=+\-@＝＋－＠]/)
    expect(row[1]?.replace(/^'/, '')).toBe(text)
  })

  it('where the separator is a semicolon, no field falls apart into a formula', async () => {
    const { issued, keys } = openTestKeys()
    await issued({ name: 'a;=1+1' })
    expect((await all(keys.inventoryCsv()))[1]).toContain('"a;=1+1"')
  })

  it('comes a line at a time, and reads no more pages than it must', async () => {
    const inner = memoryKeyStore()
    let pages = 0
    const page: typeof inner.page = (...given) => {
      pages++
      return inner.page(...given)
    }
    const { issued, keys } = openTestKeys({ store: { ...inner, page }, maxPerOwner: 2_000 })
    for (let i = 0; i < 1_200; i++) await issued()
    const csv = keys.inventoryCsv()
    await csv.next()
    expect(pages).toBe(0)
    await csv.next()
    expect(pages).toBe(1)
    expect(await all(csv)).toHaveLength(1_199)
    expect(pages).toBe(3)
  })
})

describe('the list', () => {
  it('is of a tenant, an owner, a state', async () => {
    const { issued, keys, time } = openTestKeys()
    const eve = { kind: 'user', id: 'eve' }
    const { key: active } = await issued()
    const { key: later } = await issued({ notBefore: start + day })
    const { key: ended } = await issued({ expiresAt: start + 1, owner: eve })
    const { key: disabled } = await issued({ tenant: 't2' })
    await keys.disable(disabled.id, { actor: ada })
    time.advance(1)
    const ids = async (query = {}) => (await all(keys.list(query))).map(({ id }) => id)
    expect(await ids({ state: 'active' })).toEqual([active.id])
    expect(await ids({ state: 'not_yet_valid' })).toEqual([later.id])
    expect(await ids({ state: 'expired' })).toEqual([ended.id])
    expect(await ids({ state: 'disabled' })).toEqual([disabled.id])
    expect(await ids({ tenant: 't2' })).toEqual([disabled.id])
    expect(await ids({ owner: eve })).toEqual([ended.id])
    expect(await ids({ owner: eve, state: 'active' })).toEqual([])
    expect(await ids()).toEqual([active, later, ended, disabled].map(({ id }) => id).toSorted())
  })
})

describe('expiringSoon', () => {
  it('tells those that are valid and end in time, and no other', async () => {
    const { issued, keys, time } = openTestKeys()
    const { key: soon } = await issued({ expiresAt: start + day })
    const { key: revoked } = await issued({ expiresAt: start + day })
    await keys.revoke(revoked.id, { actor: ada })
    await issued({ expiresAt: start + day + 1 })
    await issued({ expiresAt: null })
    await issued({ expiresAt: start + 5 })
    const { key: other } = await issued({ expiresAt: start + 10, tenant: 't2' })
    time.advance(5)
    const ids = async (query: { withinMs: number; tenant?: string }) =>
      (await all(keys.expiringSoon(query))).map(({ id }) => id)
    expect(await ids({ withinMs: day - 5 })).toEqual([soon.id, other.id].toSorted())
    expect(await ids({ withinMs: day - 5, tenant: 't1' })).toEqual([soon.id])
    expect(await ids({ withinMs: 0 })).toEqual([])
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('cannot look %s ahead', async (withinMs) => {
    const { keys } = openTestKeys()
    expect(await refusal(all(keys.expiringSoon({ withinMs })))).toMatch(/RangeError/)
  })
})
