import { EventEmitter } from 'node:events'
import { primaryAuditLog, sharedAuditLog } from '@sallyport/audit-chain/cluster'
import type { AuditEvent } from '@sallyport/core'
import { manualTime } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'
import { formatEntry } from '../src/format-entry.ts'
import { type LineLog, lineLog } from './support/line-log.ts'

const origin = 'log.example/audit'
const login: AuditEvent = { type: 'auth.login', outcome: 'success' }

/** A worker's process and what it sent; `fails` is what the channel says of each message. */
function channel(fails: Error | null = null) {
  const sent: Record<string, unknown>[] = []
  const events = new EventEmitter()
  const process = Object.assign(events, {
    connected: true,
    send(
      message: object,
      _handle: undefined,
      _options: undefined,
      told: (e: Error | null) => void,
    ) {
      sent.push(message as Record<string, unknown>)
      told(fails)
    },
  })
  return { process, sent }
}

/** A worker and its primary, in one process: what is sent goes through JSON, as between two. */
function joined(log: LineLog) {
  const cluster = new EventEmitter()
  const process = Object.assign(new EventEmitter(), {
    send: (message: object) =>
      void cluster.emit('message', worker, JSON.parse(JSON.stringify(message))),
  })
  const worker = {
    send: (answer: object) => void process.emit('message', JSON.parse(JSON.stringify(answer))),
  }
  sharedAuditLog(log, cluster)
  return primaryAuditLog(process, { origin: log.origin })
}

const code = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'resolved',
    (error: { code?: string }) => error.code,
  )

const values: readonly unknown[] = [
  undefined,
  null,
  12345678901234567890n,
  { $map: 1, at: new Date(Number.NaN), list: [undefined, -0, 1e300, Number.NaN] },
  new Map([[{}, new Set(['\ud800'])]]),
  {
    get a() {
      throw new Error('no')
    },
  },
  JSON.parse('{"__proto__":{"a":1}}'),
  'x'.repeat(200_000),
  Array(2_000).fill(0),
  new Uint8Array(9),
]

describe('an event that is handed over', () => {
  it.each(values.map((value, index) => [index, value]))(
    'becomes the line that it would have become without: %i',
    async (_, value) => {
      const event = { ...login, event: value, actor: { kind: 'user', id: 'é'.repeat(600) } }
      const [here, there] = [lineLog(), lineLog()]
      await here.append(event, { transport: 'ws' })
      await joined(there).append(event, { transport: 'ws' })
      expect(there.lines).toEqual(here.lines)
    },
  )

  it.each([7, null, {}, { type: 7, outcome: {} }, { ...login, actor: 'ada', own: 1 }])(
    'that is none becomes the same too: %j',
    async (event) => {
      const [here, there] = [lineLog(), lineLog()]
      await here.append(event as never)
      await joined(there).record(event as never)
      expect(there.lines).toEqual(here.lines)
      expect(there.entries()[0]?.type).toBe('audit.malformed')
    },
  )

  it('is what it was when it was recorded', async () => {
    const log = lineLog()
    const event = { ...login, event: { a: 1 } }
    const written = joined(log).record(event)
    event.event.a = 2
    await written
    expect(log.entries()[0]?.event).toEqual({ a: 1 })
  })

  it('cannot forge a tag: only what a channel brought is taken as it is', () => {
    const fake = { json: { $date: 'forged' }, lost: [], toJSON: () => ({ $date: 'forged' }) }
    const place = { prev: 'A'.repeat(43), seq: 0, id: '', time: 0, transport: 'http' } as const
    expect(formatEntry({ ...login, event: fake }, place)).toContain('"$$date":"forged"')
  })
})

describe('primaryAuditLog', () => {
  it('rejects what was not sent, with the cause', async () => {
    const cause = new Error('channel closed')
    const { process } = channel(cause)
    const written = primaryAuditLog(process, { origin }).record(login)
    await expect(written).rejects.toMatchObject({ code: 'not_written', cause })
  })

  it('rejects what waits when the primary is gone, and everything after', async () => {
    const { process } = channel()
    const log = primaryAuditLog(process, { origin })
    const waiting = [log.record(login), log.record(login)].map(code)
    process.emit('disconnect')
    expect(await Promise.all(waiting)).toEqual(['unanswered', 'unanswered'])
    expect(await code(log.record(login))).toBe('closed')
    expect(process.listenerCount('message')).toBe(0)
  })

  it('does not wait for an answer for ever, and hears none that is late', async () => {
    const { process } = channel()
    const { timers, advance } = manualTime()
    const log = primaryAuditLog(process, { origin, timeoutMs: 50, timers })
    const late = code(log.record(login))
    advance(50)
    process.emit('message', {
      sallyport: 'audit.appended',
      origin,
      number: 0,
      appended: { id: '' },
    })
    expect(await late).toBe('unanswered')
  })

  it('lets only so many events wait, and so many characters', async () => {
    const few = primaryAuditLog(channel().process, { origin, mostPending: 2 })
    expect(
      await code(Promise.race([few.record(login), few.record(login), few.record(login)])),
    ).toBe('full')
    const small = primaryAuditLog(channel().process, { origin, mostCharacters: 1_000 })
    const long = { ...login, event: 'x'.repeat(1_000) }
    expect(await code(small.record(long))).toBe('full')
  })

  it('closes when all that waited has its answer', async () => {
    const { process } = channel()
    const log = primaryAuditLog(process, { origin })
    const [first, second] = [log.append(login), log.append(login)]
    const closed = log.close()
    expect(await code(log.record(login))).toBe('closed')
    const answer = { sallyport: 'audit.appended', origin }
    process.emit('message', { ...answer, number: 1, failure: 'full', message: 'too many' })
    process.emit('message', { ...answer, number: 0, appended: { seq: 7, id: 'x' } })
    await Promise.all([closed, log.close()])
    expect([await first, await code(second)]).toEqual([{ seq: 7, id: 'x' }, 'full'])
    expect(process.listenerCount('message')).toBe(0)
  })

  it.each([
    null,
    'text',
    { sallyport: 'audit.appended', origin: 'another', number: 0, appended: {} },
    { sallyport: 'audit.appended', origin, number: 7, appended: {} },
    { sallyport: 'audit.append', origin, number: 0, text: '' },
  ])('takes no other message for its answer: %j', async (message) => {
    const { process } = channel()
    const { timers, advance } = manualTime()
    const log = primaryAuditLog(process, { origin, timers })
    const written = code(log.record(login))
    process.emit('message', message)
    advance(30_000)
    expect(await written).toBe('unanswered')
  })

  it.each([
    [{}, { origin }, "needs the process of a cluster's worker"],
    [channel().process, {}, '"origin" must be a text, got undefined'],
    [channel().process, { origin, timeoutMs: Number.NaN }, '"timeoutMs" must be an integer'],
  ])('misuse throws: %#', (process, options, message) => {
    expect(() => primaryAuditLog(process as never, options as never)).toThrow(message)
  })
})
