import type { Keys } from './keys.ts'
import { type ListedKey, type ListQuery, list } from './list.ts'

const columns: readonly (readonly [string, (key: ListedKey) => string])[] = [
  ['key_id', ({ id }) => id],
  ['name', ({ name }) => name],
  ['created_at', ({ createdAt }) => dated(createdAt)],
  ['expires_at', ({ expiresAt }) => dated(expiresAt)],
  ['last_used_at', ({ lastUsedAt }) => dated(lastUsedAt)],
  ['usage_count', ({ useCount }) => `${useCount}`],
  ['requests_per_hour', (key) => perHour(key)],
  ['status', ({ state }) => state],
  ['tenant', ({ tenant }) => tenant],
  ['owner', ({ owner }) => `${owner.kind}:${owner.id}`],
  ['env', ({ env }) => env],
  ['scopes', ({ scopes }) => scopes.join(' ')],
]

/** An inventory for auditors (RFC 4180), a line at a time, without secrets and digests. */
export async function* inventoryCsv(keys: Keys, query: ListQuery): AsyncGenerator<string> {
  yield `${columns.map(([name]) => name).join(',')}\r\n`
  for await (const key of list(keys, query)) {
    yield `${columns.map(([, read]) => field(read(key))).join(',')}\r\n`
  }
}

const dated = (time: number | null): string => (time === null ? '' : new Date(time).toISOString())

/** What the key's rate lets through in an hour, where it has one. */
function perHour({ limits }: ListedKey): string {
  const hour = 3_600_000
  for (const { policy } of limits) {
    if (policy.kind === 'rate' || policy.kind === 'exact') {
      return `${Math.floor((policy.limit * hour) / policy.windowMs)}`
    }
  }
  return ''
}

// A spreadsheet runs a field that begins like this as a formula (OWASP: CSV injection), spaces before it
// or not, and its full-width twins too.
const formula = /^\s*[=+\-@\t\r\0＝＋－＠]/

function field(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text
  // Where a spreadsheet parts fields at semicolons or tabs, one must not fall apart into a formula.
  return /[",;\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
