import { testRequest } from '@sallyport/core/testing'
import { closeWhenDraining, type Drained } from '@sallyport/health'
import { describe, expect, it } from 'vitest'
import { fakeHealth, saying } from './support/fake-health.ts'

const ended = { status: 200, bytes: 0, aborted: false }

describe('drain', () => {
  it('says no first, waits for balancers, then for requests, then closes the last given first', async () => {
    const { health, pass, time } = fakeHealth({ checks: { it: () => ({ ok: true }) } })
    const log: string[] = []
    const at = (what: string) => () => void log.push(`${time.monotonic()} ${what}`)
    health.atEnd('database', at('database'))
    health.atEnd('server', at('server'))
    await health.ready()
    const end = health.inFlight(testRequest())
    const drained = health.drain()
    expect(saying(await health.ready())).toBe('down draining: it up')
    expect(health.live()).toMatchObject({ status: 'up', cause: 'draining' })
    await pass(5_000)
    const late = health.inFlight(testRequest())
    end(ended)
    end(ended)
    await pass(3_000)
    expect(log).toEqual([])
    late(ended)
    await pass(0)
    expect(log).toEqual(['8000 server', '8000 database'])
    expect(await drained).toEqual({ inFlight: 0, failed: [] })
    expect(health.live().status).toBe('up')
  })

  it('answers while it drains without asking anybody', async () => {
    let asked = 0
    const { health } = fakeHealth({ checks: { it: () => ({ ok: ++asked > 0 }) } })
    await health.ready()
    void health.drain()
    expect(health.ready()).toMatchObject({ status: 'down', cause: 'draining' })
    expect(asked).toBe(1)
  })

  it('is one, however often it is asked for', async () => {
    const { health, pass } = fakeHealth({})
    let closed = 0
    health.atEnd('it', () => closed++)
    const [first, second] = [health.drain({ delayMs: 10 }), health.drain({ delayMs: 0 })]
    expect(second).toBe(first)
    await pass(10)
    await first
    expect([closed, health.drain()]).toEqual([1, first])
  })

  it('gives up on requests and on what does not close, and says so', async () => {
    const errors: string[] = []
    const { health, pass } = fakeHealth({ onError: (error) => void errors.push(String(error)) })
    health.inFlight(testRequest())
    health.atEnd('last', () => {})
    health.atEnd('hangs', () => new Promise(() => {}))
    health.atEnd('throws', () => {
      throw new Error('refused')
    })
    health.atEnd('rejects', () => Promise.reject(new Error('gone')))
    let result: Drained | undefined
    void health.drain({ delayMs: 100, timeoutMs: 1_000 }).then((drained) => {
      result = drained
    })
    await pass(100)
    await pass(999)
    expect(errors).toEqual([])
    await pass(1)
    expect(result).toBeUndefined()
    await pass(1_000)
    expect(result).toEqual({ inFlight: 1, failed: ['rejects', 'throws', 'hangs'] })
    expect(errors).toEqual([
      'Error: gone',
      'Error: refused',
      'Error: health: "hangs" did not close within 1000 ms',
    ])
  })

  it('stops asking before it closes what would be asked', async () => {
    let asked = 0
    const { health, pass } = fakeHealth({
      checks: { it: { everyMs: 1_000, check: () => ({ ok: ++asked > 0 }) } },
    })
    await pass(0)
    const drained = health.drain({ delayMs: 0 })
    await drained
    await pass(10_000)
    expect(asked).toBe(1)
  })

  it('closes what was added while it drained; afterwards adding is refused', async () => {
    const { health, pass } = fakeHealth({})
    const closed: string[] = []
    const drained = health.drain({ delayMs: 10 })
    health.atEnd('late', () => closed.push('late'))
    await pass(10)
    await drained
    expect(closed).toEqual(['late'])
    expect(() => health.atEnd('later', () => {})).toThrow('atEnd("later") comes too late')
  })
})

describe('closeWhenDraining', () => {
  it('asks for the connection to be closed from the beginning of the drain on', async () => {
    const { health } = fakeHealth({})
    const guard = closeWhenDraining(health)
    expect(await guard(testRequest(), {})).toEqual({ ok: true, value: {} })
    void health.drain()
    expect(await guard(testRequest(), {})).toMatchObject({
      ok: true,
      headers: { connection: 'close' },
    })
  })
})
