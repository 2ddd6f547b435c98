import { KeyChangeRefused, type KeyState, type ListQuery } from '@sallyport/api-keys'
import {
  denialReply,
  type Endpoint,
  type GuardRequest,
  jsonReply,
  type Reply,
  type Verdict,
} from '@sallyport/core'
import type { Limits } from '@sallyport/limits'
import { refusal } from './key-changes.ts'
import type { ServiceKeys } from './keys.ts'
import { oneOf, optional, type Shape, shaped, text } from './shape.ts'

interface KeyFilter {
  readonly tenant?: string
  readonly state?: KeyState
}

const states: readonly KeyState[] = ['active', 'not_yet_valid', 'expired', 'disabled', 'revoked']
const filterShape: Shape<KeyFilter> = {
  tenant: optional(text(200)),
  state: optional(oneOf(...states)),
}

/** What administrators and readers see of keys: never a secret, nor its digest. */
export function keyViews(keys: ServiceKeys, limits: Limits) {
  const exported =
    (type: string, rows: (query: ListQuery) => AsyncIterable<string>): Endpoint =>
    async (request): Promise<Reply> => {
      const query = filterOf(request)
      if (!query.ok) return denialReply(query)
      // What was used a moment ago counts as well.
      await keys.flush()
      const headers = { 'content-type': type, 'cache-control': 'no-store' }
      return { status: 200, headers, body: rows(query.value) }
    }
  async function* lines(query: ListQuery): AsyncGenerator<string> {
    for await (const key of keys.list(query)) yield `${JSON.stringify(key)}\n`
  }
  const one: Endpoint = async ({ params }) => {
    const key = await keys.get(params.id ?? '')
    if (key === undefined) return refusal(new KeyChangeRefused('unknown'))
    const taken = keys.claimsOf(key).map((claim) => limits.peek(claim.policy, claim.key))
    const left = (await Promise.all(taken)).map(({ policy, remaining, resetAfterMs }) => ({
      name: policy.name,
      limit: policy.limit,
      remaining,
      resetAfterMs,
    }))
    return jsonReply(200, { key, left })
  }
  return {
    one,
    list: exported('application/jsonl', lines),
    csv: exported('text/csv; charset=utf-8', keys.inventoryCsv),
  }
}

function filterOf({ url }: GuardRequest): Verdict<KeyFilter> {
  const search = url.includes('?') ? url.slice(url.indexOf('?')) : ''
  return shaped(filterShape, Object.fromEntries(new URLSearchParams(search)))
}
