import { type AuditLog, type AuditPage, auditEvents, type LogReport } from '@sallyport/audit-chain'
import { denialReply, deny, type Endpoint, jsonReply, type Reply } from '@sallyport/core'
import { type AdminRoute, adminRoutes, type ReadRoutesOptions } from './admin-route.ts'
import type { ServiceAudit } from './audit.ts'
import { auditQuery, notAsAsked } from './audit-query.ts'

/** What these routes stand on. */
export interface AuditRoutesOptions extends ReadRoutesOptions {
  readonly audit: ServiceAudit
}

/** What administrators see of the audit log. */
export function auditRoutes(options: AuditRoutesOptions): readonly AdminRoute[] {
  const { audit, metrics, admin, mayRead } = options
  const get = adminRoutes('get', admin, mayRead, { metrics })
  return [
    get('/admin/audit', listed(options)),
    get('/admin/audit/verify', verified(audit.log)),
    get('/admin/audit/checkpoint', async () => note(await audit.log.checkpoint())),
    get('/admin/audit/proof/:seq', proved(audit.log)),
  ]
}

/** A page of entries. That somebody read them, and what they asked for, is an entry as well. */
const listed =
  ({ audit, actorOf }: AuditRoutesOptions): Endpoint =>
  async (request) => {
    const query = auditQuery(request)
    if (!query.ok) return denialReply(query)
    let page: AuditPage
    try {
      page = await audit.log.query(query.value)
    } catch (error) {
      // Of the right shape, and still no cursor of this query, or no type.
      if (!(error instanceof RangeError)) throw error
      return denialReply(notAsAsked(error.message.replace(/^audit-chain: /, '')))
    }
    const { cursor: _, ...asked } = query.value
    const { id: requestId, ip, method, route } = request
    await audit.record({
      type: auditEvents.adminAccess.type,
      outcome: 'success',
      actor: actorOf(request),
      ctx: { requestId, ip, method, route },
      event: { asked, entries: page.rows.length },
    })
    return jsonReply(200, shown(page))
  }

/** Proofs are about the line to the byte, which no parser of JSON gives back. */
function shown({ rows, next }: AuditPage): object {
  const proofs = rows.flatMap(({ seq, line, proof }) =>
    proof === undefined ? [] : [{ seq, line, proof }],
  )
  return {
    entries: rows.map(({ entry }) => entry),
    next,
    ...(proofs.length > 0 && { proofs }),
  }
}

/** One at a time: each reads the whole log. */
function verified(log: AuditLog): Endpoint {
  let running: Promise<LogReport> | undefined
  return async () => {
    // Signed first: of what no checkpoint vouches for yet, nobody could tell.
    running ??= log
      .checkpoint()
      .then(() => log.verify())
      .finally(() => {
        running = undefined
      })
    return jsonReply(200, await running)
  }
}

const proved =
  (log: AuditLog): Endpoint =>
  async ({ params }) => {
    const { seq = '' } = params
    if (!/^\d{1,15}$/.test(seq)) return denialReply(notAsAsked('The number of an entry is whole.'))
    try {
      return note(await log.prove(Number(seq)))
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      return denialReply(deny('unknown', 404, { message: 'There is no such entry.' }))
    }
  }

const note = (body: string): Reply => ({
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  body,
})
