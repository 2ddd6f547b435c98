import { manualTime } from '@sallyport/core/testing'
import { isRecordable, toPrometheusRules } from '@sallyport/slo/rules'
import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { printed } from '../world.ts'
import { issued, send } from './keys-at-hand.ts'
import { folder, type Opened, opened, settings } from './opened-service.ts'

const reader = { authorization: 'Bearer the-reader' }
const measured = ['availability', 'latency', 'auth-success'] as const

/** What `/slo` says of an objective. */
interface Told {
  readonly slo: { readonly id: string; readonly name: string }
  readonly state: string
  readonly reason?: string
  readonly bad: number
  readonly total: number
  readonly budget: { readonly remainingRatio: number | null }
  readonly burns: readonly { readonly window: string; readonly rate: number | null }[]
}

/** The example service with its keys in a file, by a clock that stands still. */
async function atNoon(framework: Framework) {
  const { advance, clock, monotonic, timers } = manualTime(Date.parse('2026-11-21T12:00:00Z'))
  const dataDir = folder()
  const app = await opened(framework, { ...settings, dataDir }, { clock, monotonic, timers })
  return { app, advance }
}

/** What `/slo` says, by the objectives' names. */
async function told({ url }: Opened): Promise<Readonly<Record<string, Told>>> {
  const { evaluations } = (await send(`${url}/slo`, undefined, reader)).json()
  return Object.fromEntries(evaluations.map((one: Told) => [one.slo.name, one]))
}

const states = (found: Readonly<Record<string, Told>>) =>
  Object.fromEntries(Object.entries(found).map(([name, { state }]) => [name, state]))

/** So many of the same, one after the other. */
async function ask(url: string, times: number, headers: Record<string, string>): Promise<number[]> {
  const seen = new Set<number>()
  for (let i = 0; i < times; i++) seen.add((await send(url, undefined, headers)).status)
  return [...seen]
}

/** What the example service is held to. */
export function slos(framework: Framework): void {
  withoutTraffic(framework)
  withTraffic(framework)
}

function withoutTraffic(framework: Framework): void {
  it('are unknown while nobody uses it; who watches, or asks for nothing there is, does not', async () => {
    const { app, advance } = await atNoon(framework)
    for (const path of ['/health', '/ready', '/startup', '/metrics', '/slo', '/nowhere', '/x/y'])
      await send(app.url + path, undefined, reader)
    advance(1_000)
    const found = await told(app)
    for (const name of measured)
      expect(found[name]).toMatchObject({ state: 'unknown', reason: 'no_traffic', total: 0 })
    expect(found['audit-integrity']).toMatchObject({ state: 'met', bad: 0 })
    const ready = (await send(`${app.url}/ready`, undefined, reader)).json()
    expect(ready.status).toBe('healthy')
    expect(ready.dependencies.slo.message).toBe(
      'unknown: orders/availability, orders/latency, orders/auth-success',
    )
  })

  it('are for those who may look', async () => {
    const { app } = await atNoon(framework)
    const status = async (headers: Record<string, string>) =>
      (await send(`${app.url}/slo`, undefined, headers)).status
    expect([await status({}), await status({ 'x-api-key': await issued(app.url) })]).toEqual([
      401, 401,
    ])
    const { status: found, headers } = await send(`${app.url}/slo`, undefined, reader)
    expect([found, headers.get('cache-control')]).toEqual([200, 'no-store'])
  })
}

function withTraffic(framework: Framework): void {
  it('are met by good answers and by wrong keys, and breached while keys cannot be told', async () => {
    const { app, advance } = await atNoon(framework)
    const key = { 'x-api-key': await issued(app.url) }
    const orders = `${app.url}/api/orders`
    expect(await ask(orders, 60, key)).toEqual([200])
    expect(await ask(orders, 5, { 'x-api-key': 'a-guess' })).toEqual([401])
    const all = { availability: 'met', latency: 'met', 'auth-success': 'met' }
    expect(states(await told(app))).toEqual({ ...all, 'audit-integrity': 'met' })
    expect((await send(`${app.url}/ready`, undefined, {})).json().status).toBe('healthy')

    await app.service.keys.close()
    await app.service.stores.close()
    expect(await ask(orders, 5, key)).toEqual([503])
    expect(printed()).not.toEqual([])
    advance(1_000)
    const found = await told(app)
    const breached = { availability: 'breached', 'auth-success': 'breached' }
    expect(states(found)).toEqual({ ...all, ...breached, 'audit-integrity': 'met' })
    // The key was issued by a request as well.
    expect(found.availability).toMatchObject({ bad: 5, total: 71 })
    expect(found['auth-success']).toMatchObject({ bad: 5, total: 70 })
    await agree(app, found)
    await degraded(app)
  })

  it('make rules of series that are on the page', async () => {
    const { app } = await atNoon(framework)
    const key = { 'x-api-key': await issued(app.url) }
    await send(`${app.url}/api/orders`, undefined, key)
    await send(`${app.url}/api/orders`, undefined, { 'x-api-key': 'a-guess' })
    const all = (await app.service.slos.evaluate()).map(({ slo }) => slo)
    const { groups } = toPrometheusRules(all.filter(isRecordable))
    const exprs = groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)).join('\n')
    const series = new Set([...exprs.matchAll(/\brate\((\w+)/g)].map(([, name]) => name))
    expect([...series].toSorted()).toEqual([
      'api_key_validation_attempts_total',
      'api_key_validation_failures_total',
      'http_requests_total',
      'http_server_request_duration_seconds_bucket',
      'http_server_request_duration_seconds_count',
    ])
    const page = (await send(`${app.url}/metrics`, undefined, reader)).text
    expect([...series].filter((name) => !new RegExp(`^${name}[{ ]`, 'm').test(page))).toEqual([])
    expect(page).toMatch(/^http_server_request_duration_seconds_bucket\{.*le="1"/m)
  })
}

/** The gauges are what the endpoint tells. */
async function agree({ url }: Opened, found: Readonly<Record<string, Told>>): Promise<void> {
  const page = (await send(`${url}/metrics`, undefined, reader)).text
  for (const { slo, budget, burns } of Object.values(found)) {
    expect(page).toContain(`\nslo_known{slo="${slo.id}"} 1\n`)
    expect(page).toContain(
      `\nslo_budget_remaining_ratio{slo="${slo.id}"} ${budget.remainingRatio}\n`,
    )
    for (const { window, rate } of burns)
      expect(page).toContain(`\nslo_burn_rate{slo="${slo.id}",window="${window}"} ${rate}\n`)
  }
  expect(found.availability?.burns.length).toBeGreaterThan(0)
  expect(found.availability?.budget.remainingRatio).toBeLessThan(0)
}

/** Requests still come, and whoever looks after it is told. */
async function degraded({ url, entries }: Opened): Promise<void> {
  const ready = await send(`${url}/ready`, undefined, reader)
  expect(ready.json().dependencies.slo).toMatchObject({
    status: 'degraded',
    message: 'breached: orders/availability, orders/auth-success',
  })
  const changes = (await entries()).filter(({ type }) => type === 'slo.changed')
  expect(changes).toMatchObject(
    ['availability', 'auth-success'].map((name) => ({
      outcome: 'failure',
      targets: [{ kind: 'slo', id: `orders/${name}` }],
      event: { from: 'met', to: 'breached' },
    })),
  )
}
