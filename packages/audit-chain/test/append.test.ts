import { describe, expect, it } from 'vitest'
import { memoryDisk } from '../src/memory-disk.ts'
import { entriesOf, numbered, numbersOf, openOn } from './support/open-on.ts'
import { watchedDisk } from './support/watched-disk.ts'

const time = Date.UTC(2026, 10, 21, 12)

describe('an event that is appended', () => {
  it('is read at once', async () => {
    const log = await openOn(memoryDisk())
    const event = { type: 'test.changed', outcome: 'success' as const, event: { value: 'before' } }
    const appended = log.append(event)
    event.event.value = 'after'
    await appended
    expect((await entriesOf(log))[0]?.event).toEqual({ value: 'before' })
    await log.close()
  })

  it('says by how much the clock stands behind the entry before', async () => {
    const times = [time, time - 5_000, time - 4_000, Number.NaN]
    const log = await openOn(memoryDisk(), { clock: () => times.shift() ?? time })
    for (let number = 0; number < 4; number++) await log.append(numbered(number))
    expect((await entriesOf(log)).map(({ skewMs, ts }) => [ts, skewMs])).toEqual([
      ['2026-11-21T12:00:00.000Z', undefined],
      ['2026-11-21T11:59:55.000Z', 5_000],
      ['2026-11-21T11:59:56.000Z', undefined],
      ['1970-01-01T00:00:00.000Z', time - 4_000],
    ])
    await log.close()
  })

  it('came in by HTTP when it says a method or route, and otherwise from the system', async () => {
    const log = await openOn(memoryDisk())
    await log.append({ ...numbered(0), ctx: { method: 'GET' } })
    await log.append({ ...numbered(1), ctx: { ip: '::1', userAgent: '"route":' } })
    await log.append({ ...numbered(2), ctx: { route: '/' } }, { transport: 'ws' })
    expect((await entriesOf(log)).map(({ transport }) => transport)).toEqual([
      'http',
      'system',
      'ws',
    ])
    await log.close()
  })

  it('must ask for a safety that there is', async () => {
    const log = await openOn(memoryDisk())
    const acknowledge = 'safe' as 'durable'
    await expect(log.append(numbered(0), { acknowledge })).rejects.toThrow(TypeError)
    await log.close()
  })
})

describe('parties and addresses', () => {
  const event = {
    type: 'test.parties',
    outcome: 'success',
    actor: { kind: 'user', id: 'ada' },
    targets: [{ kind: 'user', id: 'grace' }],
    ctx: { ip: '203.0.113.7', requestId: 'r' },
  } as const
  const written = async (options: Parameters<typeof openOn>[1], given: object = event) => {
    const log = await openOn(memoryDisk(), options)
    await log.append(given as typeof event)
    const { rows } = await log.query()
    await log.close()
    return rows[0]
  }

  it('are written as the options say', async () => {
    const row = await written({
      party: ({ kind, id }) => ({ kind, id: id.toUpperCase() }),
      address: () => '203.0.113.0',
    })
    expect(row?.entry).toMatchObject({
      actor: { kind: 'user', id: 'ADA' },
      targets: [{ kind: 'user', id: 'GRACE' }],
      ctx: { ip: '203.0.113.0', requestId: 'r' },
    })
    expect(row?.entry).not.toHaveProperty('_truncated')
  })

  it.each([
    [
      'throw',
      () => {
        throw new Error('broken')
      },
    ],
    ['give something else', () => Promise.resolve('x') as never],
  ])('are left out, and marked, where these %s', async (_, broken) => {
    const row = await written({ party: broken, address: broken })
    expect(row?.entry).toMatchObject({
      _truncated: { lost: ['throws'] },
      actor: { kind: 'user', id: '[Throws]' },
      targets: [{ kind: 'user', id: '[Throws]' }],
      ctx: { requestId: 'r' },
    })
    expect(row?.line).not.toMatch(/ada|grace|203/)
  })

  it('are left out of what is no event', async () => {
    const row = await written(
      { party: (party) => party, address: () => undefined },
      { ...event, outcome: 7 },
    )
    expect(row?.entry.type).toBe('audit.malformed')
    expect(row?.line).not.toMatch(/ada|grace|203/)
  })
})

describe('a queue', () => {
  const small = { entries: 2, bytes: 1_000_000 }
  const three = (log: Awaited<ReturnType<typeof openOn>>) =>
    Promise.allSettled([0, 1, 2].map((number) => log.append(numbered(number))))

  it('rejects what it has no room for', async () => {
    const log = await openOn(memoryDisk(), { queue: small })
    expect(await three(log)).toMatchObject([
      { status: 'fulfilled' },
      { status: 'fulfilled' },
      { reason: { code: 'full' } },
    ])
    expect(await log.append(numbered(3))).toMatchObject({ seq: 2 })
    await log.close()
  })

  it('is bounded by bytes too, and takes one that is larger when it is empty', async () => {
    const log = await openOn(memoryDisk(), { queue: { bytes: 300 } })
    const large = { ...numbered(0), reason: 'x'.repeat(400) }
    const both = await Promise.allSettled([log.append(large), log.append(numbered(1))])
    expect(both).toMatchObject([{ status: 'fulfilled' }, { reason: { code: 'full' } }])
    await log.close()
  })

  it('lets wait, in order', async () => {
    const log = await openOn(memoryDisk(), { queue: { ...small, whenFull: 'wait' } })
    const all = await Promise.all(
      Array.from({ length: 9 }, (_, number) => log.append(numbered(number))),
    )
    expect(all.map(({ seq }) => seq)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect(numbersOf(await entriesOf(log))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    await log.close()
  })

  it('says what it has dropped, where it is missing', async () => {
    const log = await openOn(memoryDisk(), { queue: { ...small, whenFull: 'drop' } })
    expect((await three(log))[2]).toMatchObject({ reason: { code: 'full' } })
    await log.append(numbered(3))
    expect((await entriesOf(log)).map(({ type, event }) => [type, event])).toEqual([
      ['test.numbered', { number: 0 }],
      ['test.numbered', { number: 1 }],
      ['audit.gap', { dropped: 1 }],
      ['test.numbered', { number: 3 }],
    ])
    await log.close()
  })
})

describe('what is only queued', () => {
  it('is acknowledged before it is written, and flush waits for it', async () => {
    const { disk, asked } = watchedDisk(memoryDisk())
    const log = await openOn(disk, { acknowledge: 'queued' })
    asked.length = 0
    await log.record(numbered(0))
    expect(asked).toEqual([])
    await log.flush()
    expect(asked.length).toBeGreaterThan(0)
    expect(numbersOf(await entriesOf(log))).toEqual([0])
    await log.close()
  })

  it('is never rejected: what is lost is counted', async () => {
    const told: unknown[] = []
    const log = await openOn(memoryDisk(), {
      acknowledge: 'queued',
      queue: { entries: 1 },
      onError: (error) => told.push(error),
    })
    await Promise.all([log.append(numbered(0)), log.append(numbered(1))])
    expect(told).toMatchObject([{ code: 'full' }])
    await log.close()
    await log.append(numbered(2))
    expect(told).toMatchObject([{ code: 'full' }, { code: 'closed' }])
  })
})

describe('a log that is closed', () => {
  it('has written what waited, signed it, and given up the right to write, once', async () => {
    const disk = memoryDisk()
    let released = 0
    const log = await openOn(disk, {}, { release: async () => void released++ })
    const appended = log.append(numbered(0))
    await Promise.all([log.close(), log.close()])
    expect(await appended).toMatchObject({ seq: 0 })
    await log.close()
    expect(released).toBe(1)
    expect(await disk.list('')).toContain('checkpoint')
    await expect(log.append(numbered(1))).rejects.toMatchObject({ code: 'closed' })
    expect(await log.integrityCheck()(new AbortController().signal)).toMatchObject({ ok: false })
  })
})

describe('what else is asked of a log while it ends', () => {
  it('is refused as closed, and nobody is told that another process writes', async () => {
    const errors: unknown[] = []
    let isOurs = true
    const release = async () => {
      isOurs = false
    }
    const options = { segmentBytes: 4_096, onError: (error: unknown) => errors.push(error) }
    const log = await openOn(memoryDisk(), options, { isOurs: () => isOurs, release })
    for (let number = 0; number < 40; number++) await log.append(numbered(number))
    await log.close()
    await expect(log.checkpoint()).resolves.toContain('\n40\n')
    await expect(log.append(numbered(40))).rejects.toMatchObject({ code: 'closed' })
    await expect(log.prune({ olderThanDays: 400 })).resolves.toMatchObject({ entries: 0 })
    expect(errors).toEqual([])
  })
})

it('a clock that throws takes only its own events with it', async () => {
  let isBroken = false
  const clock = () => {
    if (isBroken) throw new Error('no time')
    return time
  }
  const queue = { entries: 1, whenFull: 'drop' } as const
  const log = await openOn(memoryDisk(), { clock, queue })
  const first = log.append(numbered(0))
  const dropped = log.append(numbered(1)).catch(({ code }) => code)
  isBroken = true
  expect([await first, await dropped]).toMatchObject([{ seq: 0 }, 'full'])
  await expect(log.append(numbered(2))).rejects.toThrow('no time')
  isBroken = false
  expect(await log.append(numbered(3))).toMatchObject({ seq: 1 })
  await log.flush()
  const { rows } = await log.query({ type: 'audit.gap' })
  expect(rows[0]?.entry.event).toEqual({ dropped: 1 })
  await log.close()
})
