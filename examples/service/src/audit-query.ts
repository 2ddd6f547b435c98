import type { AuditQuery } from '@sallyport/audit-chain'
import { allow, deny, type GuardRequest, type Verdict } from '@sallyport/core'
import { type Field, listOf, oneOf, optional, problemsOf, type Shape, text } from './shape.ts'

interface Asked {
  readonly type?: readonly string[]
  readonly actor?: string
  readonly target?: string
  readonly outcome?: 'success' | 'failure' | 'denied' | 'error'
  readonly request_id?: string
  readonly from?: string
  readonly to?: string
  readonly order?: 'newest' | 'oldest'
  readonly limit?: string
  readonly cursor?: string
  readonly verified?: 'true' | 'false'
}

const time: Field = {
  fits: (value) =>
    /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(String(value)) && isTime(value),
  must: 'a time such as 2026-11-21T12:00:00Z, or a day',
}
const isTime = (value: unknown): boolean =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value))
const limit: Field = {
  fits: (value) => typeof value === 'string' && /^\d{1,4}$/.test(value) && within(Number(value)),
  must: 'a whole number from 1 to 1000',
}
const within = (rows: number): boolean => rows >= 1 && rows <= 1_000

const shape: Shape<Asked> = {
  type: optional(listOf(text(200), 100)),
  actor: optional(text(500)),
  target: optional(text(500)),
  outcome: optional(oneOf('success', 'failure', 'denied', 'error')),
  request_id: optional(text(200)),
  from: optional(time),
  to: optional(time),
  order: optional(oneOf('newest', 'oldest')),
  limit: optional(limit),
  cursor: optional(text(200)),
  verified: optional(oneOf('true', 'false')),
}

/** What is asked of the log by the query string; `type` may be there more than once. */
export function auditQuery({
  url,
}: Pick<GuardRequest, 'url'>): Verdict<AuditQuery, 'not_as_asked'> {
  const search = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '')
  const given = Object.fromEntries(
    [...new Set(search.keys())].map((name) => {
      const all = search.getAll(name)
      return [name, name === 'type' || all.length > 1 ? all : all[0]]
    }),
  )
  const problems = problemsOf(shape, given)
  return problems.length === 0 ? allow(queryOf(given)) : notAsAsked(`${problems.join('; ')}.`)
}

/** A question that cannot be asked, and why. */
export const notAsAsked = (message: string): ReturnType<typeof refused> => refused(message)

const refused = (message: string) => deny('not_as_asked', 400, { message })

function queryOf({ request_id: requestId, from, to, limit, verified, ...same }: Asked): AuditQuery {
  return {
    ...same,
    ...(requestId !== undefined && { requestId }),
    ...(from !== undefined && { from: new Date(from) }),
    ...(to !== undefined && { to: new Date(to) }),
    ...(limit !== undefined && { limit: Number(limit) }),
    ...(verified !== undefined && { verified: verified === 'true' }),
  }
}
