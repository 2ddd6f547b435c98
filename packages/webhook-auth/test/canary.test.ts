import { inspect } from 'node:util'
import { decider, denialReply, deny, secret } from '@sallyport/core'
import { recordAudit, recordMetrics, testRequest } from '@sallyport/core/testing'
import {
  type Delivery,
  sharedSecret,
  sign,
  signedBy,
  verifier,
  webhookAuth,
  webhookMetrics,
} from '@sallyport/webhook-auth'
import { github, gitlab, stripe } from '@sallyport/webhook-auth/schemes'
import { describe, expect, it } from 'vitest'
import { everyScheme, secretOf } from './support/every-scheme.ts'

const canary = 'CanaryCanaryCanary-0123456789'
const next = 'NextCanaryNextCanary-0123456789'
const canaries = [canary, next, 'aryCana']

/** Every way in which a value gets into a log. */
const shown = (value: unknown): string =>
  [
    inspect(value, { depth: 20, showHidden: true, getters: true }),
    JSON.stringify(value) ?? '',
    String((value as { stack?: string } | null)?.stack ?? ''),
    String((value as { cause?: unknown } | null)?.cause ?? ''),
  ].join('\n')

const foundIn = (seen: readonly unknown[]): readonly string[] => {
  const text = seen.map(shown).join('\n')
  return canaries.filter((one) => text.includes(one))
}

const thrown = (make: () => unknown): unknown => {
  try {
    return make()
  } catch (error) {
    return error
  }
}

async function everything() {
  const [metrics, audit, errors] = [recordMetrics(), recordAudit(), [] as unknown[]]
  const services = {
    stripe: { scheme: stripe, sharedSecret: {} },
    monitor: { sharedSecret: { prefix: 'Bearer ', header: 'authorization' } },
  }
  const settings = {
    webhook_secrets: { stripe: secret(canary), monitor: [{ id: 'm1', value: canary }] },
    shared_secrets: { stripe: canary },
  }
  const hooks = webhookAuth({ services, settings, audit, metrics })
  const decisions = recordAudit()
  const decide = decider(hooks.guard, { audit: decisions, onError: (e) => errors.push(e) })
  const seen: unknown[] = [hooks, hooks.guard, decide]
  const ask = async (service: string, headers: Record<string, string>) => {
    const body = '{"a":1}'
    const request = testRequest({ method: 'POST', params: { service }, headers, body })
    const verdict = await decide(request)
    seen.push(verdict, verdict.ok ? undefined : denialReply(verdict))
    return verdict.ok
  }
  const all = async () => {
    const { headers } = sign(stripe, { secret: canary, body: '{"a":1}' })
    const whole = { ...headers, 'x-webhook-secret': canary }
    const passed = await ask('stripe', whole)
    for (const other of [`${canary}x`, canary.slice(1)]) {
      await ask('stripe', { ...whole, 'x-webhook-secret': other })
      await ask('stripe', { ...whole, 'stripe-signature': `t=1,v1=${other}` })
      await ask('monitor', { authorization: `Bearer ${other}` })
      await ask(other, whole)
    }
    return passed && (await ask('monitor', { authorization: `Bearer ${canary}` }))
  }
  return { hooks, all, seen, metrics, audit, decisions, errors, settings }
}

describe('no secret is shown', () => {
  it('by verdicts, answers, records, metrics or what is thrown meanwhile', async () => {
    const { hooks, all, seen, metrics, audit, decisions, errors, settings } = await everything()
    expect(await all()).toBe(true)
    await hooks.setSecrets('stripe', [{ id: 's2', value: next }], { reason: 'a test' })
    expect(await all()).toBe(false)
    seen.push(await hooks.setSecrets('stripe', [{ id: 'x', value: '' }]).catch((e) => e))
    await hooks.replace(settings)
    expect(await all()).toBe(true)
    for (const metric of Object.values(webhookMetrics)) seen.push(metrics.read(metric))
    seen.push(audit.events, decisions.events, errors)
    expect(foundIn(seen)).toEqual([])
    // The control: what may be seen is there.
    expect(shown(audit.events)).toContain("'s2'")
    expect(shown(decisions.events)).toContain('signature_wrong')
    expect(foundIn([canary, { next }])).toEqual(canaries)
  })

  it('by verifiers and guards', () => {
    const check = verifier(stripe, { secrets: canary })
    const { headers, body } = sign(stripe, { secret: canary, body: '{}' })
    const verdict = check({ headers, body })
    expect(verdict.ok).toBe(true)
    const seen = [check, verdict, signedBy(stripe, { secrets: canary }), sign]
    expect(foundIn([...seen, sharedSecret({ secrets: canary })])).toEqual([])
  })

  it('by the errors of any scheme that it does not fit', () => {
    const bad = [
      canary,
      `whsec_${canary}`,
      `-----BEGIN PUBLIC KEY-----\n${canary}\n-----END PUBLIC KEY-----`,
    ]
    const seen = everyScheme.flatMap((scheme) =>
      bad.flatMap((value) => [
        thrown(() => verifier(scheme, { secrets: value })),
        thrown(() => signedBy(scheme, { secrets: secret(value) })),
        thrown(() => signedBy(scheme, { secrets: [{ id: 'a', value: `${value} password` }] })),
        thrown(() => verifier(scheme, { secrets: [value] as never })),
        thrown(() => verifier(scheme, { secrets: { value } as never })),
        thrown(() => sign(scheme, { secret: value, body: '' })),
      ]),
    )
    expect(seen.filter((one) => one instanceof Error).length).toBeGreaterThan(bad.length)
    expect(foundIn(seen.filter((one) => one instanceof Error))).toEqual([])
  })
})

describe('a weak secret', () => {
  const weak = ['', ' ', 'short', '0123456789abcde', 'a'.repeat(64), 'ab'.repeat(20)]
  const templates = [
    'your-github-webhook-secret',
    'change_me_change_me_now',
    '<secret goes in here>',
  ]

  it.each([...weak, ...templates])('is refused when a guard is made: %j', (secrets) => {
    const table = (webhook_secrets: { a: string }, shared_secrets?: { a: string }) => () =>
      webhookAuth({
        services: { a: { scheme: github, ...(shared_secrets && { sharedSecret: {} }) } },
        settings: { webhook_secrets, ...(shared_secrets && { shared_secrets }) },
      })
    const strong = secretOf(github)
    for (const make of [
      () => signedBy(github, { secrets }),
      () => signedBy(github, { secrets: secret(secrets) }),
      () =>
        signedBy(github, {
          secrets: [
            { id: 'a', value: strong },
            { id: 'b', value: secrets },
          ],
        }),
      () => sharedSecret({ secrets }),
      table({ a: secrets }),
      table({ a: strong }, { a: secrets }),
    ]) {
      expect(make).toThrow(RangeError)
    }
  })

  it('in force later is refused now', () => {
    const secrets = [{ id: 'a', value: 'short', notBefore: 9e15 }]
    expect(() => signedBy(github, { secrets })).toThrow('can be guessed')
    expect(() => signedBy(gitlab, { secrets })).toThrow('can be guessed')
  })
})

it('a body that is no longer raw is said with the remedy, and only inside', () => {
  const check = verifier(github, { secrets: canary })
  for (const body of [{ a: canary }, [], null, undefined, 7, new ArrayBuffer(8)]) {
    const verdict = check({ headers: {}, body } as unknown as Delivery) // what a parser leaves
    expect(verdict).toMatchObject({ ok: false, reason: 'body_not_raw', status: 500 })
    if (verdict.ok) throw new Error('let in')
    for (const framework of ['Express', 'Fastify', 'Hono', 'Next.js', 'Lambda']) {
      expect(String(verdict.cause)).toContain(framework)
    }
    expect(foundIn([verdict])).toEqual([])
    expect(shown(denialReply(verdict))).not.toMatch(/Express|raw/)
  }
})

it('a body that was taken before a guard is said with the remedy, and only inside', async () => {
  const cause = new Error('core: the body was read')
  const body = deny('body_consumed', 500, { shown: 'failed', cause })
  const secrets = secretOf(github)
  const { guard } = webhookAuth({
    services: { a: { scheme: github } },
    settings: { webhook_secrets: { a: secrets } },
  })
  const request = testRequest({ method: 'POST', params: { service: 'a' }, body })
  for (const verdict of [
    await guard(request, {}),
    await signedBy(github, { secrets })(request, {}),
  ]) {
    if (verdict.ok) throw new Error('let in')
    expect(verdict).toMatchObject({ reason: 'body_consumed', status: 500, shown: 'failed' })
    for (const framework of ['Express', 'Fastify', 'Hono', 'Next.js', 'Lambda']) {
      expect(String(verdict.cause)).toContain(framework)
    }
    expect((verdict.cause as Error).cause).toBe(cause)
    expect(denialReply(verdict)).toEqual(denialReply(body))
  }
})

it('a body that is too long, or cut short, has no such remedy', async () => {
  for (const body of [deny('body_too_large', 413), deny('body_incomplete', 400)]) {
    const request = testRequest({ method: 'POST', body })
    expect(await signedBy(github, { secrets: secretOf(github) })(request, {})).toBe(body)
  }
})
