import { quoteIdentifier } from '@sallyport/core/clients'
import { claimSql } from './claim-sql.ts'
import { periodSql, refundSql } from './refund-sql.ts'

/** What a store's things are called, quoted. */
export interface Names {
  readonly table: string
  readonly index: string
  readonly claim: string
  readonly refund: string
  readonly period: string
}

/**
 * The names of a store's things. Those of functions end with the number of their making: versions
 * of this package that do not have the same can use one table at the same time.
 */
export function namesOf(table: string, schema?: string): Names {
  const place = schema === undefined ? '' : `${quoteIdentifier(schema)}.`
  const within = (name: string): string => place + quoteIdentifier(name)
  return {
    table: within(table),
    // An index is always in the schema of its table.
    index: quoteIdentifier(`${table}_expires_at`),
    claim: within(`${table}_claim_1`),
    refund: within(`${table}_refund_1`),
    period: within(`${table}_period_1`),
  }
}

/** The statements that make a store's things, each of which may be repeated. */
export function schemaSql(names: Names): readonly string[] {
  if (Object.values(names).some((name) => name.includes('$sallyport$'))) {
    throw new RangeError('limits: a name must not contain "$sallyport$"')
  }
  return [tableSql, indexSql, periodSql, claimSql, refundSql].map((text) =>
    text.trim().replace(placeholder, (_, name: keyof Names) => names[name]),
  )
}

const placeholder = /\{(table|index|claim|refund|period)\}/g

// By bytes, whatever the database sorts by: no library's new version changes the order.
const tableSql = `
CREATE TABLE IF NOT EXISTS {table} (
  policy text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  state double precision[] NOT NULL,
  expires_at double precision NOT NULL,
  PRIMARY KEY (policy, key)
) WITH (fillfactor = 70)`

const indexSql = 'CREATE INDEX IF NOT EXISTS {index} ON {table} (expires_at)'
