import { systemTimers } from '@sallyport/core'
import { manualTime } from '@sallyport/core/testing'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'

describe('manualTime', () => {
  it('stands still until told', () => {
    const time = manualTime(1_000)
    expect([time.clock(), time.clock(), time.monotonic()]).toEqual([1_000, 1_000, 0])
  })

  it('starts at 0 unless told otherwise', () => {
    expect(manualTime().clock()).toBe(0)
    expect(manualTime(-5).clock()).toBe(-5)
  })

  it('passes on both clocks', () => {
    const time = manualTime(1_000)
    time.advance(250)
    time.advance(0.5)
    expect([time.clock(), time.monotonic()]).toEqual([1_250.5, 250.5])
  })

  it('steps the clock only', () => {
    const time = manualTime(1_000)
    const run = vi.fn()
    time.timers.after(10, run)
    time.step(5_000)
    expect([time.clock(), time.monotonic()]).toEqual([6_000, 0])
    expect(run).not.toHaveBeenCalled()
    time.step(-7_000)
    time.advance(9)
    expect([time.clock(), time.monotonic()]).toEqual([-991, 9])
    expect(run).not.toHaveBeenCalled()
    time.advance(1)
    expect(run).toHaveBeenCalledOnce()
  })

  it('never goes back, though a timer lets more of it pass', () => {
    const time = manualTime()
    time.timers.after(1, () => time.advance(10))
    time.advance(2)
    expect(time.monotonic()).toBe(11)
  })

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('does not advance by %d', (ms) => {
    expect(() => manualTime().advance(ms)).toThrow(
      new RangeError(`core: time advances by a number of milliseconds >= 0, got ${ms}`),
    )
  })

  it('is nobody else’s', () => {
    const [one, other] = [manualTime(), manualTime()]
    one.advance(5)
    expect(other.monotonic()).toBe(0)
  })
})

describe('the timers of manualTime', () => {
  /** Runs that note at what time they ran. */
  const noting = () => {
    const time = manualTime(100)
    const log: string[] = []
    const note = (name: string) => () => void log.push(`${name} ${time.clock() - 100}`)
    return { time, log, note, ...time.timers }
  }

  it('run when due, in order, each at its own time', () => {
    const { time, log, note, after, each } = noting()
    after(30, note('c'))
    after(10, note('a'))
    each(20, note('every'))
    after(15, note('b'))
    time.advance(9)
    expect(log).toEqual([])
    time.advance(31)
    expect(log).toEqual(['a 10', 'b 15', 'every 20', 'c 30', 'every 40'])
    expect(time.monotonic()).toBe(40)
  })

  it('run in the order set when due at once', () => {
    const { time, log, note, after } = noting()
    for (const name of ['a', 'b', 'c']) after(10, note(name))
    time.advance(10)
    expect(log).toEqual(['a 10', 'b 10', 'c 10'])
  })

  it('run once, or each time', () => {
    const { time, log, note, after, each } = noting()
    after(10, note('once'))
    each(10, note('each'))
    for (let times = 0; times < 3; times++) time.advance(10)
    expect(log).toEqual(['once 10', 'each 10', 'each 20', 'each 30'])
  })

  it('do not run once cancelled, however often, even when due at that moment', () => {
    const { time, log, note, after, each } = noting()
    const cancels = [after(10, note('after')), each(10, note('each'))]
    for (const cancel of [...cancels, ...cancels]) cancel()
    const late = after(20, note('late'))
    after(10, () => late())
    time.advance(50)
    expect(log).toEqual([])
    late()
  })

  it('may cancel themselves', () => {
    const { time, log, note, each } = noting()
    const cancel = each(10, () => {
      note('each')()
      if (log.length === 2) cancel()
    })
    time.advance(100)
    expect(log).toEqual(['each 10', 'each 20'])
  })

  it('may set timers, which run in the same advance when due in it', () => {
    const { time, log, note, after } = noting()
    after(10, () => {
      note('first')()
      after(5, note('second'))
      after(0, note('at once'))
      after(50, note('too late'))
    })
    time.advance(20)
    expect(log).toEqual(['first 10', 'at once 10', 'second 15'])
    time.advance(40)
    expect(log.at(-1)).toBe('too late 60')
  })

  it.each([Number.NaN, -1])('refuse a wait of %d, as the system’s do', (ms) => {
    const { after, each } = manualTime().timers
    const expected = new RangeError(`core: a wait must be a number of milliseconds >= 0, got ${ms}`)
    for (const timers of [{ after, each }, systemTimers]) {
      expect(() => timers.after(ms, () => {})).toThrow(expected)
      expect(() => timers.each(ms, () => {})).toThrow(expected)
    }
  })

  it('take nothing for now', () => {
    const { time, log, note, after, each } = noting()
    time.advance(5)
    after(0, note('nothing'))
    expect(log).toEqual([])
    time.advance(0)
    expect(log).toEqual(['nothing 5'])
    const cancel = each(0, note('each'))
    time.advance(2)
    expect(log.slice(1)).toEqual(['each 6', 'each 7'])
    cancel()
  })

  it('let what they throw through, and go on with the next advance', () => {
    const { time, log, note, after } = noting()
    after(10, () => {
      throw new Error('in the timer')
    })
    after(20, note('next'))
    expect(() => time.advance(30)).toThrow('in the timer')
    expect(time.monotonic()).toBe(10)
    time.advance(20)
    expect(log).toEqual(['next 20'])
  })

  it('run as often and in the same order, however time is cut', () => {
    const timer = fc.record({ ms: fc.integer({ min: 1, max: 50 }), repeats: fc.boolean() })
    fc.assert(
      fc.property(
        fc.array(timer, { maxLength: 6 }),
        fc.array(fc.nat({ max: 60 }), { maxLength: 6 }),
        (timers, cuts) => {
          const run = (advances: readonly number[]): string[] => {
            const { time, log, note, after, each } = noting()
            for (const [at, { ms, repeats }] of timers.entries()) {
              ;(repeats ? each : after)(ms, note(`${at}`))
            }
            for (const ms of advances) time.advance(ms)
            return log
          }
          const total = cuts.reduce((sum, ms) => sum + ms, 0)
          const log = run(cuts)
          expect(log).toEqual(run([total]))
          const times = log.map((line) => Number(line.split(' ')[1]))
          expect(times).toEqual(times.toSorted((a, b) => a - b))
        },
      ),
    )
  })
})
