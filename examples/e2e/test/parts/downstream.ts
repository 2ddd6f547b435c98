import { integrationMetrics } from '@sallyport/metrics/catalogs'
import { sign } from '@sallyport/webhook-auth'
import { github } from '@sallyport/webhook-auth/schemes'
import { expect, it } from 'vitest'
import type { Framework } from '../apps.ts'
import { admin, opened, settings } from './opened-service.ts'

const { githubSecret } = settings

/** The system that webhooks end in. */
export function downstream(framework: Framework): void {
  it('tells a sender that it failed, counts it, and takes the same delivery again', async () => {
    const app = await opened(framework, { ...settings, downstreamFails: 100 })
    const body = '{"n":1}'
    const { headers } = sign(github, { secret: githubSecret, body })
    const deliver = async () => {
      const given = { 'content-type': 'application/json', ...headers }
      const reply = await fetch(`${app.url}/webhook/github`, {
        method: 'POST',
        headers: given,
        body,
      })
      return [reply.status, await reply.json()]
    }
    const failed = [502, { error: expect.stringContaining('again'), status: 'downstream_failed' }]
    expect(await deliver()).toEqual(failed)
    expect(await deliver()).toEqual(failed)
    const { metrics } = app.service
    expect(metrics.read(integrationMetrics.syncAttempts)).toMatchObject([{ value: 2 }])
    expect(metrics.read(integrationMetrics.syncFailures)).toMatchObject([
      { labels: { reason: 'failed' }, value: 2 },
    ])
    const ready = await (await fetch(`${app.url}/ready`, { headers: admin })).json()
    expect(ready).toMatchObject({
      dependencies: { airtable: { status: 'degraded', message: 'last: failed' } },
    })
  })

  it('is waited for', async () => {
    const app = await opened(framework, { ...settings, downstreamMs: 20 })
    const body = '{"n":2}'
    const { headers } = sign(github, { secret: githubSecret, body })
    const given = { 'content-type': 'application/json', ...headers }
    const reply = await fetch(`${app.url}/webhook/github`, { method: 'POST', headers: given, body })
    expect([reply.status, await reply.json()]).toEqual([
      200,
      { service: 'github', received: { n: 2 } },
    ])
    expect(app.service.metrics.read(integrationMetrics.syncSuccesses)).toMatchObject([{ value: 1 }])
  })
}
