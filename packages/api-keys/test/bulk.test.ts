import { type KeyStore, memoryKeyStore } from '@sallyport/api-keys'
import { describe, expect, it } from 'vitest'
import { ada, day, openTestKeys, refusal } from './support/open-test-keys.ts'

const by = { actor: ada }
type Failed = AggregateError & { readonly results: unknown }

/** Three keys, the first of which cannot be changed, and pages that can be made to fail after the first. */
async function open(pageSize?: number) {
  const inner = memoryKeyStore()
  const broken = { id: '', pages: false }
  const store: KeyStore = {
    ...inner,
    replace(record, version) {
      if (record.id === broken.id) throw new Error('ECONNRESET')
      return inner.replace(record, version)
    },
    page(query, after, limit) {
      if (after !== undefined && broken.pages) throw new Error('no page')
      return inner.page(query, after, limit)
    },
  }
  const opened = openTestKeys({ store, maxPerOwner: 1_000, flushMs: 20 * day })
  for (let i = 0; i < (pageSize ?? 3); i++) await opened.issued()
  const all = await inner.page({}, undefined, 1_000)
  const ids = all.map(({ record }) => record.id)
  broken.id = ids[0] ?? ''
  return { ...opened, broken, ids }
}

const caught = (act: Promise<unknown>): Promise<Failed> =>
  act.then(
    () => expect.unreachable(),
    (error) => error,
  )
const keyIds = ({ errors }: Failed): unknown[] => errors.map(({ keyId }) => keyId)

describe('what fails of many names the key, and hides nothing', () => {
  it('revokeAll, also where a page fails', async () => {
    const { broken, ids, keys } = await open(501)
    broken.pages = true
    const error = await caught(keys.revokeAll({ tenant: 't1' }, by))
    expect(error).toBeInstanceOf(AggregateError)
    expect(keyIds(error)).toEqual([ids[0], undefined])
    expect(error.errors.map(({ cause }) => String(cause))).toEqual([
      'Error: ECONNRESET',
      'Error: no page',
    ])
    expect(error.results).toEqual(ids.slice(1, 500))
  })

  it('rotateUnused', async () => {
    const { broken, ids, keys, time } = await open(501)
    time.advance(30 * day)
    const deliver = async () => {
      broken.pages = true
    }
    const error = await caught(keys.rotateUnused({ ...by, days: 30, deliver }))
    expect(keyIds(error)).toEqual([...ids.slice(0, 500), undefined])
    expect(error.results).toMatchObject({ rotated: [] })
  })

  it('reportLeak keeps what became of the others, in order', async () => {
    const { broken, issued, keys } = await open()
    const [one, two] = [await issued(), await issued()]
    broken.id = one.key.id
    const tokens = [one.token.reveal(), 'typo', two.token.reveal()]
    const error = await caught(keys.reportLeak(tokens, by))
    expect(keyIds(error)).toEqual([one.key.id])
    expect(error.results).toEqual([
      undefined,
      { found: false },
      { found: true, id: two.key.id, revoked: true },
    ])
    expect(JSON.stringify(error) + String(error.errors)).not.toContain(tokens[0])
  })
})

it('one token is no list of them', async () => {
  const { issued, keys, outcome } = openTestKeys()
  const { token } = await issued()
  expect(await refusal(keys.reportLeak(token.reveal() as never, by))).toBe(
    'TypeError: api-keys: "tokens" must be a list, got string',
  )
  expect(await outcome(token.reveal())).toBe('current')
})

it('a key that is used while another has its turn is not rotated', async () => {
  const { issued, keys, time } = openTestKeys({ flushMs: 20 * day })
  const old = [await issued(), await issued()]
  time.advance(30 * day)
  const delivered: string[] = []
  const deliver = async ({ id }: { id: string }) => {
    delivered.push(id)
    const other = old.find(({ key }) => key.id !== id)
    await keys.verify(other?.token.reveal())
  }
  const { rotated } = await keys.rotateUnused({ ...by, days: 30, deliver })
  expect(rotated).toEqual(delivered)
  expect(rotated).toHaveLength(1)
})
