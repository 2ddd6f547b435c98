import { type Check, systemMonotonic, systemTimers } from '@sallyport/core'
import {
  amqpCheck,
  type DiskSpace,
  diskCheck,
  eventLoopCheck,
  memoryCheck,
  natsCheck,
  postgresCheck,
  redisCheck,
} from '@sallyport/health/checks'
import { describe, expect, it } from 'vitest'

const ask = async (check: Check) => check(new AbortController().signal)
const refused = () => Promise.reject(new Error('refused'))

describe('checks of clients', () => {
  it.each<[string, Check]>([
    ['redisCheck', redisCheck({ command: async () => 'PONG' })],
    ['postgresCheck', postgresCheck({ query: async () => ({ rows: [], count: 0, command: '' }) })],
    ['amqpCheck', amqpCheck({ checkExchange: async () => ({}) })],
    ['natsCheck', natsCheck({ isClosed: () => false, flush: async () => {} })],
  ])('%s: is well when it is answered', async (_name, check) => {
    expect(await ask(check)).toMatchObject({ ok: true })
  })

  it.each<[string, Check]>([
    ['redisCheck', redisCheck({ command: refused })],
    ['postgresCheck', postgresCheck({ query: refused })],
    ['amqpCheck', amqpCheck({ checkExchange: refused })],
    ['natsCheck', natsCheck({ isClosed: () => false, flush: refused })],
  ])('%s: rejects as its client does', async (_name, check) => {
    await expect(ask(check)).rejects.toThrow('refused')
  })

  it('are not well when the answer is another, or the connection closed', async () => {
    expect(await ask(redisCheck({ command: async () => 'LOADING' }))).toMatchObject({ ok: false })
    const closed = natsCheck({ isClosed: () => true, flush: async () => {} })
    expect(await ask(closed)).toMatchObject({ ok: false })
  })

  it('ask what they say they ask', async () => {
    const asked: unknown[] = []
    const command = async (args: readonly unknown[]) => {
      asked.push(args)
      return 'PONG'
    }
    await ask(redisCheck({ command }))
    await ask(amqpCheck({ checkExchange: async (name) => void asked.push(name) }))
    await ask(amqpCheck({ checkExchange: async (name) => void asked.push(name) }, 'orders'))
    expect(asked).toEqual([['PING'], 'amq.direct', 'orders'])
  })
})

describe('checks of the machine', () => {
  it.each([
    [500, true, false],
    [100, true, false],
    [99, true, true],
    [50, true, true],
    [49, false, true],
  ])('diskCheck: %i of 1,000 blocks free', async (bavail, ok, degraded) => {
    const check = diskCheck('/', { statfs: async () => ({ bsize: 512, blocks: 1_000, bavail }) })
    expect(await ask(check)).toMatchObject({
      ...{ ok, degraded },
      detail: { free_bytes: bavail * 512, total_bytes: 512_000 },
    })
  })

  it('diskCheck reads a real disk, and rejects for a path that is not there', async () => {
    const result = await ask(diskCheck('.', { minFreeRatio: 0 }))
    expect(result).toMatchObject({ ok: true, message: expect.stringMatching(/^\d+ % free$/) })
    await expect(ask(diskCheck('./nowhere'))).rejects.toThrow('ENOENT')
    expect(await ask(diskCheck('/proc', { minFreeRatio: 0.5 }))).toMatchObject({ ok: true })
  })

  it('diskCheck waits for a disk that hangs once, however often it is asked', async () => {
    const waiting: ((space: DiskSpace) => void)[] = []
    const check = diskCheck('/', {
      statfs: () => new Promise((resolve) => void waiting.push(resolve)),
    })
    const all = [ask(check), ask(check), ask(check)]
    expect(waiting).toHaveLength(1)
    waiting[0]?.({ bsize: 1, blocks: 10, bavail: 9 })
    expect(await Promise.all(all)).toHaveLength(3)
    void ask(check)
    expect(waiting).toHaveLength(2)
  })

  it.each([
    [95, 1_000, true],
    [96, 1_000, false],
    [10, 1_001, false],
  ])('memoryCheck: %i % of the heap, %i bytes', async (heapUsed, rss, ok) => {
    const usage = () => ({ heapUsed, heapLimit: 100, rss })
    const message = `heap ${heapUsed} %, 0 MiB in all`
    expect(await ask(memoryCheck({ maxRssBytes: 1_000, usage }))).toMatchObject({ ok, message })
  })

  it('memoryCheck reads the process', async () => {
    expect(await ask(memoryCheck())).toMatchObject({ ok: true })
    expect(await ask(memoryCheck({ maxRssBytes: 1 }))).toMatchObject({ ok: false })
  })

  it.each([
    [1_000, 0.98, true],
    [1_001, 0.1, false],
    [1, 0.99, false],
  ])('eventLoopCheck: %i ms behind, %f busy', async (delayMs, utilisation, ok) => {
    const loop = { read: () => ({ delayMs, utilisation }), close: () => {} }
    expect(await ask(eventLoopCheck({ loop }))).toMatchObject({ ok })
  })

  it('eventLoopCheck does not take its own asking for a busy loop', async () => {
    const check = eventLoopCheck()
    expect(await ask(check)).toMatchObject({ ok: true })
    expect(await ask(check)).toMatchObject({ ok: true })
    check.close()
  })

  it('eventLoopCheck sees a loop that was held, and forgets it', async () => {
    const check = eventLoopCheck({ maxDelayMs: 350, maxUtilisation: 1 })
    // The histogram has a clock of its own.
    const pause = () => new Promise<void>((resolve) => void systemTimers.after(60, resolve))
    await pause()
    await ask(check)
    const until = systemMonotonic() + 1_000
    while (systemMonotonic() < until);
    await pause()
    expect(await ask(check)).toMatchObject({ ok: false })
    await pause()
    await ask(check)
    await pause()
    expect(await ask(check)).toMatchObject({ ok: true })
    check.close()
  })
})
