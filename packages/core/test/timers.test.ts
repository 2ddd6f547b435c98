import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { systemTimers } from '@sallyport/core'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'

describe('systemTimers', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('runs once, after that long', () => {
    const run = vi.fn()
    systemTimers.after(1_000, run)
    vi.advanceTimersByTime(999)
    expect(run).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(run).toHaveBeenCalledOnce()
    vi.advanceTimersByTime(5_000)
    expect(run).toHaveBeenCalledOnce()
  })

  it('runs each time that long has passed', () => {
    const run = vi.fn()
    systemTimers.each(1_000, run)
    vi.advanceTimersByTime(3_500)
    expect(run).toHaveBeenCalledTimes(3)
  })

  it.each(['after', 'each'] as const)('%s can be cancelled, twice, and too late', (kind) => {
    const run = vi.fn()
    const cancel = systemTimers[kind](1_000, run)
    cancel()
    cancel()
    vi.advanceTimersByTime(5_000)
    expect(run).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
    const late = systemTimers[kind](1_000, run)
    vi.advanceTimersByTime(1_000)
    expect(run).toHaveBeenCalledOnce()
    late()
    late()
    vi.advanceTimersByTime(5_000)
    expect(run).toHaveBeenCalledOnce()
  })

  it('cancels no other timer', () => {
    const run = vi.fn()
    const cancel = systemTimers.after(1_000, () => {})
    systemTimers.after(1_000, run)
    cancel()
    vi.advanceTimersByTime(1_000)
    cancel()
    expect(run).toHaveBeenCalledOnce()
  })

  it('waits longer than the platform’s timers can', () => {
    const run = vi.fn()
    const month = 30 * 24 * 3_600_000
    systemTimers.after(month, run)
    vi.advanceTimersByTime(2 ** 31)
    expect(run).not.toHaveBeenCalled()
    vi.advanceTimersByTime(month - 2 ** 31 - 1)
    expect(run).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(run).toHaveBeenCalledOnce()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('can be cancelled in the midst of a long wait', () => {
    const run = vi.fn()
    const cancel = systemTimers.after(2 ** 33, run)
    vi.advanceTimersByTime(2 ** 32)
    cancel()
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(2 ** 33)
    expect(run).not.toHaveBeenCalled()
  })

  it('does not run at once for an interval longer than the platform’s', () => {
    expect(() => systemTimers.each(2 ** 31, () => {})).toThrow(
      new RangeError('core: an interval is at most 2147483647 ms, got 2147483648'),
    )
    systemTimers.each(2 ** 31 - 1, () => {})
  })

  it.each([Number.NaN, -1, Number.NEGATIVE_INFINITY])('does not wait for %d ms', (ms) => {
    const expected = new RangeError(`core: a wait must be a number of milliseconds >= 0, got ${ms}`)
    expect(() => systemTimers.after(ms, () => {})).toThrow(expected)
    expect(() => systemTimers.each(ms, () => {})).toThrow(expected)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('works where a timer is a number', () => {
    const cleared = vi.fn()
    for (const name of ['setTimeout', 'setInterval']) vi.stubGlobal(name, () => 7)
    for (const name of ['clearTimeout', 'clearInterval']) vi.stubGlobal(name, cleared)
    systemTimers.after(1_000, () => {})()
    systemTimers.each(1_000, () => {})()
    expect(cleared.mock.calls).toEqual([[7], [7]])
  })
})

it('a process with nothing left but timers ends', async () => {
  const source = new URL('../src/timers.ts', import.meta.url)
  const hour = 3_600_000
  const child = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { systemTimers } from ${JSON.stringify(source.href)}
     systemTimers.after(${hour}, () => {})
     systemTimers.each(${hour}, () => {})
     process.stdout.write('set')`,
  ])
  onTestFinished(() => void child.kill())
  let printed = ''
  child.stdout.on('data', (chunk) => {
    printed += chunk
  })
  child.stderr.on('data', (chunk) => {
    printed += chunk
  })
  expect(await once(child, 'close')).toEqual([0, null])
  expect(printed).toBe('set')
})
