import { type AuditEvent, denialReply, deny } from '@sallyport/core'
import { recordMetrics, testRequest } from '@sallyport/core/testing'
import { networkList } from '@sallyport/network'
import { sign, type WebhookSettings, webhookAuth, webhookMetrics } from '@sallyport/webhook-auth'
import { github, stripe } from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'

const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
const other = '7c1e5a90d2b34f6889ab0c1d2e3f4a5b'
const services = {
  github: { scheme: github },
  monitor: { sharedSecret: { header: 'X-Token' } },
  both: { scheme: stripe, sharedSecret: {} },
} as const
const settings: WebhookSettings<keyof typeof services> = {
  webhook_secrets: { github: secret, monitor: other, both: secret },
  shared_secrets: { both: other },
}

const body = '{"a":1}'
const signed = sign(github, { secret, body })
const forged = { headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }, body }
const unknownService = deny('service_unknown', 401, { shown: 'webhook_refused' })
const ask = (service: string, { headers, body }: { headers: object; body: string | Uint8Array }) =>
  testRequest({
    method: 'POST',
    params: { service },
    ip: '192.0.2.7',
    headers: headers as Record<string, string>,
    body,
  })

describe('webhookAuth', () => {
  it('proves each service in its own way', async () => {
    const { guard } = webhookAuth({ services, settings })
    expect(await guard(ask('github', signed), {})).toMatchObject({
      ok: true,
      value: { webhook: { service: 'github', scheme: 'github', covers: 'body' } },
    })
    expect(await guard(ask('monitor', { headers: { 'x-token': other }, body }), {})).toMatchObject({
      ok: true,
      value: { webhook: { service: 'monitor', scheme: 'shared-secret', covers: 'none' } },
    })
    const { headers } = sign(stripe, { secret, body })
    const whole = { ...headers, 'x-webhook-secret': other }
    expect((await guard(ask('both', { headers: whole, body }), {})).ok).toBe(true)
    const unsigned = { 'x-webhook-secret': other }
    expect(await guard(ask('both', { headers: unsigned, body }), {})).toMatchObject({
      reason: 'signature_missing',
    })
  })

  it('says whether the signature or the secret beside it is wrong, and only inside', async () => {
    const clock = () => 1_700_000_000_000
    const ended = { both: [{ id: 'a', value: other, notAfter: 1 }] }
    const { guard } = webhookAuth({ services, settings, clock })
    const late = webhookAuth({ services, settings: { ...settings, shared_secrets: ended }, clock })
    const { headers } = sign(stripe, { secret, body, clock })
    const wrong = sign(stripe, { secret: other, body, clock }).headers
    const beside = (value: string | string[]) => ({ ...headers, 'x-webhook-secret': value })
    const outside = denialReply(unknownService)
    for (const [sent, reason, by = guard] of [
      [headers, 'shared_secret_wrong'],
      [beside(secret), 'shared_secret_wrong'],
      [beside(''), 'shared_secret_wrong'],
      [beside([other, other]), 'shared_secret_wrong'],
      [{ ...wrong, 'x-webhook-secret': secret }, 'shared_secret_wrong'],
      [{ ...wrong, 'x-webhook-secret': other }, 'signature_wrong'],
      [beside(other), 'secret_expired', late.guard],
    ] as const) {
      const verdict = await by(ask('both', { headers: sent, body }), {})
      if (verdict.ok) throw new Error('let in')
      expect(verdict.reason).toBe(reason)
      expect(denialReply(verdict)).toEqual(outside)
    }
  })

  it('answers an unknown service as it answers a wrong signature', async () => {
    const { guard } = webhookAuth({ services, settings })
    const wrong = await guard(ask('github', forged), {})
    for (const name of ['gitlab', '__proto__', 'constructor', 'toString', '']) {
      const unknown = await guard(ask(name, forged), {})
      expect(unknown).toMatchObject({ ok: false, reason: 'service_unknown' })
      if (wrong.ok || unknown.ok) throw new Error('let in')
      expect(denialReply(unknown)).toEqual(denialReply(wrong))
    }
    expect(wrong).toMatchObject({ reason: 'signature_wrong' })
  })

  it('reads the body of a service that there is not, as of one that there is', async () => {
    const { guard } = webhookAuth({ services, settings })
    for (const name of ['github', 'monitor', 'nobody']) {
      const long = testRequest({ method: 'POST', params: { service: name }, body, bodyLimit: 2 })
      expect(await guard(long, {})).toMatchObject({ reason: 'body_too_large', status: 413 })
    }
  })

  it('lets nobody in from elsewhere, and asks for the address first', async () => {
    const { guard } = webhookAuth({
      services,
      settings: { ...settings, ip_allowlist: ['192.0.2.0/24'], ip_denylist: ['192.0.2.7'] },
    })
    expect(await guard(ask('nobody', signed), {})).toMatchObject({ reason: 'address_denied' })
    const none = webhookAuth({ services, settings: { ...settings, ip_allowlist: [] } })
    expect(await none.guard(ask('github', signed), {})).toMatchObject({
      reason: 'address_not_allowed',
    })
  })

  it('takes lists that change by themselves', async () => {
    const denied = networkList([])
    const { guard } = webhookAuth({ services, settings: { ...settings, ip_denylist: denied } })
    expect((await guard(ask('github', signed), {})).ok).toBe(true)
    await denied.add(['192.0.2.7'])
    expect((await guard(ask('github', signed), {})).ok).toBe(false)
  })

  it('counts by service and reason, strangers as one', async () => {
    const metrics = recordMetrics()
    const { guard, observer } = webhookAuth({ services, settings, metrics })
    const request = ask('github', signed)
    const ended = observer(request)
    await guard(request, {})
    ended({ status: 200, bytes: 0, aborted: false })
    for (let i = 0; i < 50; i++) {
      const stranger = ask(`s${i}`, forged)
      const ended = observer(stranger)
      await guard(stranger, {})
      ended({ status: 401, bytes: 0, aborted: false })
    }
    expect(metrics.read(webhookMetrics.authSuccess)).toMatchObject([
      { labels: { service: 'github' }, value: 1 },
    ])
    expect(metrics.read(webhookMetrics.authFailed)).toMatchObject([
      { labels: { service: 'unknown', reason: 'service_unknown' }, value: 50 },
    ])
    expect(metrics.read(webhookMetrics.requests)).toHaveLength(2)
    expect(metrics.read(webhookMetrics.errors)).toMatchObject([{ value: 50 }])
    expect(metrics.read(webhookMetrics.success)).toMatchObject([{ value: 1 }])
    expect(metrics.read(webhookMetrics.handlerDuration)).toHaveLength(2)
  })
})

describe('settings of webhookAuth', () => {
  it('are replaced as a whole, or not at all', async () => {
    const hooks = webhookAuth({ services, settings })
    const next = sign(github, { secret: other, body })
    const bad = { ...settings, webhook_secrets: { ...settings.webhook_secrets, github: 'short' } }
    await expect(hooks.replace(bad)).rejects.toThrow(RangeError)
    await expect(hooks.replace({ ...settings, ip_allowlist: ['nowhere'] })).rejects.toThrow()
    expect((await hooks.guard(ask('github', signed), {})).ok).toBe(true)
    await hooks.setSecrets('github', other)
    expect((await hooks.guard(ask('github', signed), {})).ok).toBe(false)
    expect((await hooks.guard(ask('github', next), {})).ok).toBe(true)
    await hooks.replace(settings)
    expect((await hooks.guard(ask('github', signed), {})).ok).toBe(true)
  })

  it('are those that were given, whatever the caller makes of its own object later', async () => {
    const own = { ...settings, webhook_secrets: { ...settings.webhook_secrets } }
    const hooks = webhookAuth({ services, settings: own })
    own.webhook_secrets.github = other
    await hooks.setSecrets('monitor', other)
    expect((await hooks.guard(ask('github', signed), {})).ok).toBe(true)
  })

  it('are recorded before they hold, without a secret', async () => {
    const events: AuditEvent[] = []
    let broken = false
    const audit = {
      record(event: AuditEvent): void {
        if (broken) throw new Error('the log is full')
        events.push(event)
      },
    }
    const hooks = webhookAuth({ services, settings, audit })
    const actor = { kind: 'user', id: 'ada' }
    await hooks.setSecrets('github', [{ id: '2026', value: other }], { actor })
    expect(events).toMatchObject([
      { type: 'webhook.secrets_replaced', actor, targets: [{ kind: 'service', id: 'github' }] },
    ])
    expect(JSON.stringify(events)).not.toContain(other)
    broken = true
    await expect(hooks.setSecrets('github', secret)).rejects.toThrow('full')
    expect((await hooks.guard(ask('github', signed), {})).ok).toBe(false)
  })

  it('must give each service a secret that nobody guesses, and no other', () => {
    const make = (webhook_secrets: object) => () =>
      webhookAuth({ services, settings: { ...settings, webhook_secrets } as typeof settings })
    const { webhook_secrets: whole } = settings
    expect(make({ github: secret })).toThrow('"monitor" has no secret')
    expect(make({ ...whole, gitlab: secret })).toThrow(
      '"webhook_secrets" takes only github, monitor, both, got "gitlab"',
    )
    expect(make({ ...whole, github: 'your-github-webhook-secret' })).toThrow('can be guessed')
    expect(make({ ...whole, github: '' })).toThrow(RangeError)
  })
})
