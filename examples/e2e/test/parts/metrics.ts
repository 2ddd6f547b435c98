import { apiKeyMetrics } from '@sallyport/api-keys'
import { auditMetrics } from '@sallyport/audit-chain'
import { configMetrics } from '@sallyport/config-validation/watch'
import { coreMetrics } from '@sallyport/core'
import { healthMetrics } from '@sallyport/health'
import { limitMetrics } from '@sallyport/limits'
import { metricNames } from '@sallyport/metrics'
import { httpServerMetrics } from '@sallyport/metrics/requests'
import { networkMetrics } from '@sallyport/network'
import { scopeMetrics } from '@sallyport/scopes'
import { sloMetrics } from '@sallyport/slo'
import { webhookMetrics } from '@sallyport/webhook-auth'
import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { anyKey, issued, send } from './keys-at-hand.ts'
import { admin, opened, settings, settingsFrom } from './opened-service.ts'
import { started } from './process.ts'

const reader = { authorization: 'Bearer the-reader' }

/** The example service's metrics. */
export function metrics(framework: Framework): void {
  measured(framework)
  ownPort(framework)
}

function measured(framework: Framework): void {
  it('counts each decision, for who may see it', async () => {
    const { url } = await opened(framework, settings)
    const wrong = { authorization: 'Bearer another-token' }
    for (const headers of [{}, {}, admin, wrong]) {
      await send(`${url}/admin/whoami`, undefined, headers)
    }
    const token = await issued(url)
    await send(`${url}/api/orders`, undefined, { 'x-api-key': token })
    expect((await send(`${url}/metrics`, undefined, {})).status).toBe(401)
    const { status, headers, text } = await send(`${url}/metrics`, undefined, reader)
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
    const samples = parsed(text)
    const decisions = (reason: string) =>
      samples.get(
        `core_decisions_total{decision="${reason === 'none' ? 'allowed' : 'denied'}",reason="${reason}"}`,
      )
    // That this very request is let in is counted before it is answered.
    expect([decisions('token_missing'), decisions('none')]).toEqual([3, 4])
    expect(samples.get('api_key_acts_total{act="created"}')).toBe(1)
    expect(samples.get('audit_appended_total')).toBeGreaterThan(6)
    const tried = (result: string) =>
      samples.get(`auth_attempts_total{auth_method="token",result="${result}"}`)
    expect([tried('success'), tried('fail')]).toEqual([3, 1])
    const open = await send(`${url}/metrics`, undefined, {
      ...reader,
      accept: 'application/openmetrics-text; version=1.0.0',
    })
    expect(open.text).toMatch(/\n# EOF\n$/)
  })

  it('counts what looks like an attack, and what somebody known may not do', async () => {
    const { url } = await opened(framework, settings)
    await send(`${url}/admin/whoami`, undefined, { authorization: 'Bearer another-token' })
    await send(`${url}/webhook/github`, '{}', { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` })
    await send(`${url}/admin/blocked`, '{"network":"192.0.2.0/24"}', reader)
    const now = async () => {
      const samples = parsed((await send(`${url}/metrics`, undefined, reader)).text)
      return [
        samples.get('security_attacks_blocked_total{attack_type="guessing",severity="medium"}'),
        samples.get('security_attacks_blocked_total{attack_type="forgery",severity="high"}'),
        samples.get('security_authz_denials_total{resource="/admin/blocked",action="POST"}'),
        samples.get('config_valid'),
      ]
    }
    // Counted when a request has ended, which may be after its answer was read.
    await expect.poll(now).toEqual([1, 1, 1, 1])
  })

  it('has the metrics of every part, and nothing of a person or a secret', async () => {
    const app = await opened(framework, settings)
    const token = await issued(app.url)
    for (const headers of [{ 'x-api-key': token }, { 'x-api-key': 'a-guess' }, admin]) {
      await send(`${app.url}/api/orders?q=a-path`, undefined, headers)
    }
    await send(`${app.url}/nowhere/a-path`)
    await send(`${app.url}/webhook/a-sender`, '{}', {})
    const { text } = await send(`${app.url}/metrics`, undefined, reader)
    expect(text).not.toMatch(anyKey)
    expect(text).not.toMatch(/the-token|the-reader|a-guess|a-path|a-sender|127\.0\.0\.1|\bada\b/)
    const known = app.service.metrics.families().map(({ names }) => names.id)
    const all = [
      coreMetrics,
      apiKeyMetrics,
      auditMetrics,
      configMetrics,
      healthMetrics,
      httpServerMetrics,
      limitMetrics,
      networkMetrics,
      scopeMetrics,
      sloMetrics,
      webhookMetrics,
    ].flatMap((catalog) => Object.values(catalog).map((metric) => metricNames(metric).id))
    expect(all.filter((id) => !known.includes(id))).toEqual([])
    for (const metric of [
      coreMetrics.decisions,
      apiKeyMetrics.acts,
      auditMetrics.events,
      httpServerMetrics.requests,
      webhookMetrics.requests,
    ]) {
      expect(text).toContain(`\n${metricNames(metric).sample}{`)
    }
    // The metrics find nothing wrong with what they were given.
    expect(text).not.toMatch(/^metrics_(dropped|altered|failures)_total\{.*\} [1-9]/m)
  })
}

function ownPort(framework: Framework): void {
  it('are on a port of their own, and nowhere else, where the settings say so', async () => {
    const app = await opened(framework, { ...settings, metrics: { host: '127.0.0.1', port: 0 } })
    const url = app.service.metricsUrl ?? ''
    expect(new URL(url).host).not.toBe(new URL(app.url).host)
    expect((await send(`${app.url}/metrics`, undefined, reader)).status).toBe(404)
    await send(`${app.url}/admin/whoami`)
    const { status, text } = await send(url, undefined, {})
    expect(status).toBe(200)
    expect(parsed(text).get('core_decisions_total{decision="allowed",reason="none"}')).toBe(1)
    expect((await send(url, '{}', {})).status).toBe(405)
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(200)
    for (const path of ['/', '/admin/whoami', '/metrics/x']) {
      expect((await send(new URL(path, url).href)).status).toBe(404)
    }
    await app.service.close()
    await expect(fetch(url)).rejects.toThrow()
  })

  it('are where the environment says, and end with the process', async () => {
    const server = await started(framework, { METRICS_PORT: '0' })
    const url = /^Metrics on (\S+)$/m.exec(server.printed())?.[1] ?? ''
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/)
    expect((await send(url, undefined, {})).text).toContain('audit_appended_total 2\n')
    expect(await server.stop()).toEqual({ code: 0, complaints: '' })
    for (const METRICS_PORT of ['x', '70000', '1.5']) {
      expect(() => settingsFrom({ METRICS_PORT })).toThrow(
        'metricsPort must be a whole number, 0 to 65535',
      )
    }
  })
}

const sample = /^([a-zA-Z_:][\w:]*(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*\})?) (\S+)$/

/** Samples of a page in Prometheus' text format; fails where a line is none of it, or is there twice. */
function parsed(page: string): ReadonlyMap<string, number> {
  const samples = new Map<string, number>()
  const declared = new Set<string>()
  for (const line of page.replace(/\n$/, '').split('\n')) {
    if (/^# (HELP|TYPE) [a-zA-Z_:][\w:]* \S/.test(line)) {
      const what = line.split(' ').slice(0, 3).join(' ')
      expect(declared.has(what), line).toBe(false)
      declared.add(what)
      continue
    }
    const [, series = '', value = ''] = sample.exec(line) ?? []
    expect(series, line).not.toBe('')
    expect(samples.has(series), line).toBe(false)
    expect(value === '+Inf' || Number.isFinite(Number(value)), line).toBe(true)
    samples.set(series, Number(value))
  }
  return samples
}
