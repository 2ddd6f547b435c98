import type { KeyRecord, KeyUse } from '../record.ts'
import type { KeyQuery, StoredKey, Touch } from '../store.ts'

/** The columns of a record's row, in the order of {@link rowOf}. */
export const keyColumns: readonly string[] = [
  'id',
  'version',
  'tenant',
  'owner_kind',
  'owner_id',
  'parent',
  'env',
  'revoked',
  'record',
]

/** A record's row: what is searched by, and the record itself with whatever a later version put in it. */
export type KeyRow = readonly [
  id: string,
  version: number,
  tenant: string,
  ownerKind: string,
  ownerId: string,
  parent: string | null,
  env: string,
  revoked: boolean,
  record: string,
]

/** A record as a row. */
export const rowOf = (record: KeyRecord): KeyRow => [
  columnText(record.id),
  record.version,
  columnText(record.tenant),
  columnText(record.owner.kind),
  columnText(record.owner.id),
  record.parent === null ? null : columnText(record.parent),
  columnText(record.env),
  record.revokedAt !== null,
  JSON.stringify(record),
]

/**
 * Text as every database keeps and compares it: nearly always itself, with JSON's escapes for what
 * Postgres refuses (NUL) and for halves of characters, which in UTF-8 would all become the same one.
 */
export const columnText = (text: string): string => JSON.stringify(text).slice(1, -1)

/** What {@link columnText} was made of. What it never made stays as it is. */
export function textOf(column: string): string {
  try {
    return JSON.parse(`"${column}"`)
  } catch {
    return column
  }
}

/** What a row of a page must fit: conditions that lack their last word, and that word. */
export function conditionsOf(
  { tenant, owner, parent, env }: KeyQuery,
  after: string | undefined,
): readonly (readonly [condition: string, value: string])[] {
  const parts: readonly (readonly [string, string | undefined])[] = [
    ['tenant =', tenant],
    ['owner_kind =', owner?.kind],
    ['owner_id =', owner?.id],
    ['parent =', parent],
    ['env =', env],
    ['id >', after],
  ]
  return parts.flatMap(([condition, text]) =>
    text === undefined ? [] : [[condition, columnText(text)] as const],
  )
}

/** The columns of a use, beside its key's id. */
export const useColumns: readonly string[] = ['last_used_at', 'previous_last_used_at', 'use_count']

/** A use as a row. Whole milliseconds: a clock may have parts of them. */
export const useRowOf = ({
  id,
  at,
  previousAt,
  count,
}: Touch): readonly [id: string, at: number, previousAt: number | null, count: number] => [
  columnText(id),
  Math.floor(at),
  previousAt === null ? null : Math.floor(previousAt),
  count,
]

/** A row of a page. What is nowhere noted was never used. */
export interface StoredRow {
  readonly record: string
  // Postgres gives what may be greater than a number can be as text.
  readonly last_used_at: number | string | null
  readonly previous_last_used_at: number | string | null
  readonly use_count: number | string | null
}

/** A record from its row. */
export const recordOf = ({ record }: Pick<StoredRow, 'record'>): KeyRecord => JSON.parse(record)

/** A key and its use from a row. */
export const storedOf = (row: StoredRow): StoredKey => ({ record: recordOf(row), use: useOf(row) })

const useOf = (row: StoredRow): KeyUse => ({
  lastUsedAt: timeOf(row.last_used_at),
  previousLastUsedAt: timeOf(row.previous_last_used_at),
  count: Number(row.use_count),
})

const timeOf = (column: number | string | null): number | null =>
  column === null ? null : Number(column)
