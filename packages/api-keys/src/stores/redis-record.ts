import type { RedisReply } from '@sallyport/core/clients'
import type { KeyRecord, KeyUse } from '../record.ts'
import type { KeyQuery } from '../store.ts'

/**
 * What the scripts read of a record: env, tenant, owner and parent, each as JSON on a line of its
 * own. They do not read JSON: Redis's reader gives up at a depth that metadata may have.
 */
export const factsOf = ({ env, tenant, owner, parent }: KeyRecord): string =>
  [env, tenant, [owner.kind, owner.id], parent].map((fact) => JSON.stringify(fact)).join('\n')

/** The same of a query, '' where anything fits; but for the parent, which has its own index. */
export const wantedFacts = ({ env, tenant, owner }: KeyQuery): readonly string[] =>
  [env, tenant, owner && [owner.kind, owner.id]].map((fact) =>
    fact === undefined ? '' : JSON.stringify(fact),
  )

/** A record as it is kept: its version, its facts, and all of it as JSON. */
export const textOf = (record: KeyRecord): string =>
  `${record.version}\n${factsOf(record)}\n${JSON.stringify(record)}`

// JSON has no line break of its own: the last line is the record.
const kept = /^\d+\n(?:[^\n]+\n){4}(\{[^\n]+)$/

/** The record of a text. */
export function recordOf(text: RedisReply | undefined): KeyRecord {
  const json = typeof text === 'string' ? kept.exec(text)?.[1] : undefined
  if (json === undefined) {
    throw new Error(`api-keys: Redis has what is no record: ${JSON.stringify(text)?.slice(0, 100)}`)
  }
  return JSON.parse(json)
}

/** How a key was used, from what the script of touches has kept: two times and a count, or ''. */
export function useOf(text: RedisReply | undefined): KeyUse {
  if (text === '') return { lastUsedAt: null, previousLastUsedAt: null, count: 0 }
  const [at, previousAt, count] = String(text).split(' ')
  return {
    lastUsedAt: Number(at),
    previousLastUsedAt: previousAt === '-' ? null : Number(previousAt),
    count: Number(count),
  }
}
