import { EventEmitter } from 'node:events'
import { drainOnSignal } from '@sallyport/health'
import { describe, expect, it } from 'vitest'
import { fakeHealth } from './support/fake-health.ts'

function signalled(options = {}) {
  const { health, pass } = fakeHealth({ onError: () => {} })
  const exits: number[] = []
  const process = Object.assign(new EventEmitter(), { exit: (code: number) => exits.push(code) })
  const stop = drainOnSignal(health, { delayMs: 100, process, ...options })
  return { health, pass, exits, process, stop }
}

describe('drainOnSignal', () => {
  it.each(['SIGTERM', 'SIGINT'])('drains on %s, and ends well', async (signal) => {
    const { health, pass, exits, process } = signalled()
    process.emit(signal)
    expect(health.isDraining).toBe(true)
    await pass(99)
    expect(exits).toEqual([])
    await pass(1)
    expect(exits).toEqual([0])
  })

  it('ends with 1 when something was left', async () => {
    const { health, pass, exits, process } = signalled()
    health.atEnd('it', () => Promise.reject(new Error('no')))
    process.emit('SIGTERM')
    await pass(100)
    expect(exits).toEqual([1])
  })

  it('ends at once when asked again', () => {
    const { exits, process } = signalled()
    process.emit('SIGTERM')
    process.emit('SIGINT')
    expect(exits).toEqual([1])
  })

  it('listens to what it is told to, until it is stopped', () => {
    const { health, process, stop } = signalled({ signals: ['SIGUSR2'] })
    expect(process.eventNames()).toEqual(['SIGUSR2'])
    stop()
    process.emit('SIGUSR2')
    expect([process.eventNames(), health.isDraining]).toEqual([[], false])
  })

  it('refuses what drain() would refuse before it is too late', () => {
    expect(() => signalled({ delayMs: -1 })).toThrow('health: drain(): "delayMs" must be')
  })
})
