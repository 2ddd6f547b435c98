import { apiKeyMetrics } from '@sallyport/api-keys'
import type { AuditEntry } from '@sallyport/audit-chain'
import { coreMetrics, type Labels, type MetricDefinition } from '@sallyport/core'
import { metricNames } from '@sallyport/metrics'
import { httpServerMetrics } from '@sallyport/metrics/requests'
import { webhookMetrics } from '@sallyport/webhook-auth'
import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { issuedKey, send } from '../parts/keys-at-hand.ts'
import { admin } from '../parts/opened-service.ts'
import { type Instance, openInstances, type SetUp } from './set-ups.ts'
import { deliver } from './shared-deliveries.ts'

interface At {
  readonly url: string
}

/** A request that somebody sends, how often in a round, and what becomes of it. */
interface Kind {
  readonly name: string
  readonly route: string
  readonly status: number
  /** Why it is refused; undefined lets it in. */
  readonly reason?: string
  send(at: At, id: string): Promise<{ readonly status: number }>
}

/** Each kind of traffic, from who holds these keys. */
function kinds(good: string, readOnly: string): readonly Kind[] {
  const order = { item: 'anvil', quantity: 2 }
  const orders = (name: string, status: number, body?: object, key = good, reason?: string) => ({
    name,
    route: '/api/orders',
    status,
    ...(reason !== undefined && { reason }),
    send: ({ url }: At, id: string) =>
      send(`${url}/api/orders`, body, { 'x-api-key': key, 'x-request-id': id }),
  })
  const webhook = (name: string, status: number, reason?: string) => ({
    name,
    route: '/webhook/:service',
    status,
    ...(reason !== undefined && { reason }),
    send: (at: At, id: string) => {
      const body = JSON.stringify({ id })
      const signed = reason === undefined ? body : '{}'
      return deliver(at, body, { signed, more: { 'x-request-id': id } })
    },
  })
  const whoami = (name: string, status: number, given: object, reason?: string) => ({
    name,
    route: '/admin/whoami',
    status,
    ...(reason !== undefined && { reason }),
    send: ({ url }: At, id: string) =>
      send(`${url}/admin/whoami`, undefined, { ...given, 'x-request-id': id }),
  })
  return [
    orders('orders-seen', 200),
    orders('order-placed', 201, order),
    orders('key-guessed', 401, undefined, 'a guess', 'key_malformed'),
    orders('reader-writes', 403, order, readOnly, 'insufficient_scope'),
    webhook('webhook', 200),
    webhook('webhook-forged', 401, 'signature_wrong'),
    whoami('admin', 200, admin),
    whoami('stranger', 401, {}, 'token_missing'),
  ]
}

/** A request that was sent to an instance under an id of its own. */
interface Sent extends Omit<Kind, 'send'> {
  readonly id: string
  readonly to: Instance
}

const rounds = 6

/** Sends each kind some times to each instance, all at once. */
async function sendAll(all: readonly Instance[]): Promise<readonly Sent[]> {
  const { token } = await issuedKey(all[0]?.url ?? '')
  const reading = await issuedKey(all.at(-1)?.url ?? '', { scopes: ['orders:read'] })
  const sent = all.flatMap((to, at) =>
    kinds(token, reading.token).flatMap(({ send: toSend, ...kind }) =>
      Array.from({ length: rounds }, (_, n) => {
        const id = `${kind.name}.${at}.${n}`
        return { ...kind, id, to, answer: toSend(to, id) }
      }),
    ),
  )
  return Promise.all(
    sent.map(async ({ answer, ...one }) => {
      expect((await answer).status, one.id).toBe(one.status)
      return one
    }),
  )
}

/** What an instance's metrics page says, added up over instances. */
function summed(pages: readonly string[]) {
  const lines = pages.flatMap((page) => page.split('\n').filter((line) => !line.startsWith('#')))
  return <L extends Labels>(metric: MetricDefinition<L>, labels: Partial<L> = {}): number => {
    const { sample } = metricNames(metric)
    const wanted = Object.entries(labels).map(([name, value]) => `${name}="${value}"`)
    return lines
      .filter((line) => new RegExp(`^${sample}[{ ]`).test(line))
      .filter((line) => wanted.every((label) => line.includes(label)))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
  }
}

/** What is measured, and what it must come to. */
function counted(sent: readonly Sent[], total: ReturnType<typeof summed>) {
  const of = (fits: (one: Sent) => boolean): number => sent.filter(fits).length
  const routes = [...new Set(sent.map(({ route }) => route))]
  const statuses = [...new Set(sent.map(({ status }) => `${status}`))]
  const reasons = [...new Set(sent.map(({ reason }) => reason).filter((one) => one !== undefined))]
  const github = { service: 'github' }
  const webhooks = of(({ route }) => route.startsWith('/webhook'))
  const good = of(({ name }) => name === 'webhook')
  return [
    ...routes.flatMap((route) =>
      statuses.map((status) => [
        `${route} ${status}`,
        total(httpServerMetrics.requests, { route, status }),
        of((one) => one.route === route && `${one.status}` === status),
      ]),
    ),
    ...reasons.map((reason) => [
      reason,
      total(coreMetrics.decisions, { reason }),
      of((one) => one.reason === reason),
    ]),
    ['webhooks', total(webhookMetrics.requests, github), webhooks],
    ['webhooks taken', total(webhookMetrics.success, github), good],
    ['webhooks refused', total(webhookMetrics.errors, github), webhooks - good],
    ['senders proved', total(webhookMetrics.authSuccess, github), good],
    ['senders not proved', total(webhookMetrics.authFailed, github), webhooks - good],
    ['keys issued', total(apiKeyMetrics.acts, { act: 'created' }), 2],
    ['keys asked for', total(apiKeyMetrics.attempts), of(({ route }) => route === '/api/orders')],
    [
      'keys guessed',
      total(apiKeyMetrics.failures, { reason: 'key_malformed' }),
      of(({ reason }) => reason === 'key_malformed'),
    ],
  ] as const
}

/** What is written down and measured is what was sent. */
export function told(framework: Framework, setUp: SetUp): void {
  const opening = () => openInstances(framework, setUp, { wrongKeys: 1_000 })

  it('the metrics of all instances come to what was sent', async () => {
    const { all } = await opening()
    const sent = await sendAll(all)
    const found = async () => {
      const pages = all.map(async ({ url }) => (await send(`${url}/metrics`)).text)
      return counted(sent, summed(await Promise.all(pages)))
    }
    // A request is counted when it has ended, which may be after its answer was read.
    await expect
      .poll(async () => (await found()).filter(([, is, must]) => is !== must), { timeout: 5_000 })
      .toEqual([])
    expect((await found()).filter(([, , must]) => must !== 0)).not.toEqual([])
  })

  it("each instance's audit log has an entry for each request, and verifies, open and closed", async () => {
    const { all } = await opening()
    const sent = await sendAll(all)
    for (const to of all) {
      const own = sent.filter((one) => one.to === to)
      const expected = own.map(entryOf).toSorted()
      const logged = async () => {
        const entries = await allEntries(to)
        return entries.filter(({ ctx }) => own.some(({ id }) => id === ctx?.requestId)).map(asText)
      }
      await expect
        .poll(async () => (await logged()).toSorted(), { timeout: 5_000 })
        .toEqual(expected)
      const verified = (await send(`${to.url}/admin/audit/verify`)).json()
      expect(verified).toMatchObject({ verdict: 'whole', first: 0, faults: [] })
    }
    for (const { service, check } of all) {
      await service.close()
      const { verdict, size, signed, torn } = await check()
      expect([verdict, size === signed, torn]).toEqual(['whole', true, 0])
    }
  })
}

/** How a request is written down that ends as it was decided. */
const entryOf = ({ id, reason }: Sent): string => `${id} decided ${reason ?? 'in'}`

const asText = ({ ctx, type, reason }: AuditEntry): string =>
  `${ctx?.requestId} ${type.replace(/^.*\./, '')} ${reason ?? 'in'}`

/** A whole log, as an administrator reads it: page after page. */
export async function allEntries({ url }: At): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = []
  for (let cursor = ''; ; ) {
    const query = `limit=1000${cursor && `&cursor=${encodeURIComponent(cursor)}`}`
    const page = (await send(`${url}/admin/audit?${query}`)).json()
    entries.push(...page.entries)
    if (page.next === undefined) return entries
    cursor = page.next
  }
}
