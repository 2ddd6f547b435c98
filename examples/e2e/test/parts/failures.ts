import {
  type AuditSink,
  allow,
  coreMetrics,
  deny,
  type Endpoint,
  type Guard,
  type MetricsSink,
  noMetrics,
  type Observer,
} from '@sallyport/core'
import { recordAudit, recordMetrics } from '@sallyport/core/testing'
import { expect, it, vi } from 'vitest'
import { type Framework, mount } from '../apps.ts'
import { message, rawClient } from '../raw.ts'
import { alone, printed, settled } from '../world.ts'

/** What happens when something of ours breaks: closed, told of, and not a word to the client. */
export function failures(framework: Framework): void {
  const hidden = new Error('hidden: the store at db.internal is down')
  const passes: Guard<object> = () => allow()
  const refuses: Guard<object> = () => deny('not_you', 403)

  const broken: Readonly<Record<string, () => never>> = {
    throws: () => {
      throw hidden
    },
    rejects: () => Promise.reject(hidden) as never,
    'answers with nothing': () => undefined as never,
    'answers with a number': () => 1 as never,
    'promises nothing': () => Promise.resolve() as never,
  }
  for (const [how, guard] of Object.entries(broken)) {
    it(`a guard that ${how} is a 503`, async () => {
      const heard: [unknown, string][] = []
      const audit = recordAudit()
      const metrics = recordMetrics()
      const app = await mount(framework, {
        routes: [{ path: '/', guards: [guard] }],
        options: { audit, metrics, onError: (error, { id }) => heard.push([error, id]) },
      })
      const reply = await fetch(app.url, { headers: { 'x-request-id': 'r1' } })
      const text = await reply.text()
      expect([reply.status, JSON.parse(text)]).toMatchObject([503, { status: 'unavailable' }])
      expect(text).not.toMatch(/hidden|internal|at |core:/)
      const own = how === 'throws' || how === 'rejects'
      expect(heard).toEqual([[own ? hidden : expect.any(TypeError), 'r1']])
      expect(audit.events).toMatchObject([{ outcome: 'error', reason: 'unavailable' }])
      const labels = { decision: 'denied', reason: 'unavailable' } as const
      expect(metrics.value(coreMetrics.decisions, labels)).toBe(1)
    })
  }
  it('a failure that nobody listens to is printed, once', async () => {
    const app = await mount(framework, {
      routes: [{ path: '/', guards: [broken.throws as Guard] }],
    })
    expect((await fetch(app.url)).status).toBe(503)
    expect(printed()).toEqual([expect.stringMatching(/^sallyport: Error: hidden/)])
  })
  it('a listener that fails itself changes nothing', async () => {
    for (const onError of [broken.throws, broken.rejects] as (() => never)[]) {
      const app = await mount(framework, {
        routes: [{ path: '/', guards: [broken.throws as Guard] }],
        options: { onError },
      })
      expect((await fetch(app.url)).status).toBe(503)
    }
  })

  for (const [how, add] of Object.entries({
    throws: broken.throws,
    rejects: broken.rejects,
  }) as [string, () => never][]) {
    it(`a metrics sink that ${how} changes no answer`, async () => {
      const heard: unknown[] = []
      const metrics: MetricsSink = { ...noMetrics, add }
      const app = await mount(framework, {
        routes: [
          { path: '/in', guards: [passes] },
          { path: '/out', guards: [refuses] },
        ],
        options: { metrics, onError: (error) => heard.push(error) },
      })
      expect((await fetch(`${app.url}/in`)).status).toBe(200)
      expect((await fetch(`${app.url}/out`)).status).toBe(403)
      await settled()
      expect(heard).toEqual([hidden, hidden])
    })

    for (const whenAuditFails of ['continue', 'deny'] as const) {
      it(`an audit sink that ${how}, and the route says '${whenAuditFails}'`, async () => {
        const heard: unknown[] = []
        const metrics = recordMetrics()
        const audit: AuditSink = { record: add }
        const app = await mount(framework, {
          routes: [
            { path: '/in', guards: [passes] },
            { path: '/out', guards: [refuses] },
          ],
          options: { audit, metrics, whenAuditFails, onError: (error) => heard.push(error) },
        })
        const replies = [await fetch(`${app.url}/in`), await fetch(`${app.url}/out`)]
        const closed = whenAuditFails === 'deny'
        expect(replies.map(({ status }) => status)).toEqual(closed ? [503, 503] : [200, 403])
        for (const reply of replies) expect(await reply.text()).not.toContain('hidden')
        await settled()
        expect(heard).toEqual([hidden, hidden])
        expect(metrics.value(coreMetrics.dropped, { sink: 'audit' })).toBe(2)
        const series = metrics
          .read(coreMetrics.decisions)
          .map(({ labels, value }) => [labels, value])
        expect(series).toEqual(
          closed
            ? [[{ decision: 'denied', reason: 'unavailable' }, 2]]
            : [
                [{ decision: 'allowed', reason: 'none' }, 1],
                [{ decision: 'denied', reason: 'not_you' }, 1],
              ],
        )
      })
    }
  }
  it('a description that throws leaves the record without it', async () => {
    const audit = recordAudit()
    const app = await mount(framework, {
      routes: [{ path: '/', guards: [passes] }],
      options: {
        audit,
        onError() {},
        describe() {
          throw hidden
        },
      },
    })
    expect((await fetch(app.url)).status).toBe(200)
    expect(audit.events).toMatchObject([{ outcome: 'success', ctx: { method: 'GET' } }])
  })

  const throwing: Readonly<Record<string, Observer>> = {
    'when it begins': broken.throws as never,
    'when it ends': () => broken.throws as never,
    'rejecting when it begins': broken.rejects as never,
    'rejecting when it ends': () => broken.rejects as never,
    'before it runs the rest': Object.assign(() => () => {}, { run: broken.throws as never }),
  }
  for (const [when, observer] of Object.entries(throwing)) {
    it(`an observer that fails ${when} changes nothing`, async () => {
      const heard: unknown[] = []
      let handled = 0
      const handler = () => {
        handled++
        return 'ok'
      }
      const app = await mount(framework, {
        observers: [observer],
        routes: [{ path: '/', method: 'POST', guards: [passes], handler: () => [handler()] }],
        options: { onError: (error) => heard.push(error) },
      })
      const reply = await fetch(app.url, { method: 'POST', body: 'x' })
      expect([reply.status, await reply.json(), handled]).toEqual([200, ['ok'], 1])
      await settled()
      // An observer that is not one, but a promise, is told of again when it should end.
      expect(heard[0]).toBe(hidden)
    })
  }

  // A header made of what a client sent: `\u2603` cannot be sent, and says so only when it is set.
  const unsendable = { 'x-echo': '\u2603' }
  const badly: Readonly<Record<string, { guard: Guard<object>; endpoint?: Endpoint }>> = {
    'of a denial': { guard: () => deny('no', 403, { headers: unsendable }) },
    'of a late denial': { guard: async () => deny('no', 403, { headers: unsendable }) },
    'of an allowance': { guard: () => allow({}, unsendable) },
    'of a late allowance': { guard: async () => allow({}, unsendable) },
    'of a reply': {
      guard: passes,
      endpoint: () => ({ status: 200, headers: unsendable, body: 'never' }),
    },
  }
  for (const [what, { guard, endpoint }] of Object.entries(badly)) {
    it(`a header ${what} that cannot be sent harms this answer only`, () =>
      alone(async () => {
        // In development Express shows a stack, which is what it is for.
        vi.stubEnv('NODE_ENV', 'production')
        const route = { path: '/', guards: [guard], ...(endpoint && { endpoint }) }
        const app = await mount(framework, {
          routes: [route, { path: '/next' }],
          options: { onError() {} },
        })
        const client = await rawClient(app)
        await client.send(message('GET /'))
        const reply = await client.reply()
        expect(reply.status).toBeGreaterThanOrEqual(400)
        expect(reply.text).not.toMatch(/\u2603| at /)
        await client.send(message('GET /next'))
        expect((await client.reply()).status).toBe(200)
        // A mistake in the guard, which frameworks print.
        printed()
      }))
  }
}
