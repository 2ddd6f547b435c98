import type { KeyRecord } from '@sallyport/api-keys'
import type { RedisClient } from '@sallyport/core/clients'
import { expect } from 'vitest'

type Sets = Map<string, Set<string>>

/** Expects every record in the sets it belongs to and nothing else in any, and gives the records back. */
export async function expectWhole(
  { command }: Pick<RedisClient, 'command'>,
  tag = '{sallyport:keys}',
): Promise<readonly KeyRecord[]> {
  const ask = async (...args: string[]) => (await command(args)) as string[]
  const texts = await ask('HVALS', `${tag}:records`)
  const records = texts.map((text): KeyRecord => JSON.parse(text.slice(text.lastIndexOf('\n'))))
  const actual: Sets = new Map()
  for (const key of await ask('KEYS', `${tag}:*`)) {
    if (key === `${tag}:records` || key === `${tag}:uses`) continue
    actual.set(key.slice(tag.length + 1), new Set(await ask('ZRANGE', key, '0', '-1')))
  }
  expect(actual).toEqual(setsOf(records))
  expect((await ask('HKEYS', `${tag}:records`)).toSorted()).toEqual(
    records.map(({ id }) => id).toSorted(),
  )
  const ids = new Set(records.map(({ id }) => id))
  expect((await ask('HKEYS', `${tag}:uses`)).filter((id) => !ids.has(id))).toEqual([])
  return records
}

function setsOf(records: readonly KeyRecord[]): Sets {
  const sets: Sets = new Map()
  const put = (name: string, id: string) =>
    sets.set(name, (sets.get(name) ?? new Set<string>()).add(id))
  for (const { id, tenant, owner, parent, revokedAt } of records) {
    put('ids', id)
    put(`ids:tenant:${JSON.stringify([tenant])}`, id)
    put(`ids:owner:${JSON.stringify([owner.kind, owner.id])}`, id)
    put(`ids:tenant-owner:${JSON.stringify([tenant, owner.kind, owner.id])}`, id)
    if (parent !== null) put(`ids:parent:${JSON.stringify([parent])}`, id)
    if (revokedAt === null) {
      put(`unrevoked:${JSON.stringify([tenant, owner.kind, owner.id])}`, id)
    }
  }
  return sets
}
