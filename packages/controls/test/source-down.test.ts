import { controlsMetrics } from '@sallyport/controls'
import { describe, expect, it } from 'vitest'
import { ada, answered, opened } from './support/opened.ts'
import { unstableSource } from './support/unstable-source.ts'

describe('a source that is down', () => {
  it.each(['rejects', 'hangs'] as const)('and %s keeps the last known values', async (mode) => {
    const source = unstableSource({ rate_limit_per_minute: 60 })
    const { flags, time, errors, metrics } = opened(source)
    expect(await flags.ready()).toEqual({ ok: true })
    source.mode = mode
    const heard: unknown[] = []
    flags.onChange(({ changes, stale }) => heard.push([changes.length, stale]))
    const asked = flags.refresh()
    await answered()
    time.advance(5_000)
    expect(await asked).toEqual({
      ...{ ok: true, degraded: true },
      message: 'the source of flags does not answer; the last known values hold',
    })
    expect(flags.details('rate_limit_per_minute')).toEqual({ value: 60, reason: 'stale' })
    expect(metrics.value(controlsMetrics.sourceUp)).toBe(0)
    expect(errors.length).toBeGreaterThan(0)

    source.mode = 'up'
    await answered()
    time.advance(30_000)
    await answered()
    expect(flags.check()).toEqual({ ok: true })
    expect(flags.details('rate_limit_per_minute').reason).toBe('source')
    expect(heard).toEqual([
      [0, true],
      [0, false],
    ])
  })

  it('and back with other values shows these as no old ones', async () => {
    const source = unstableSource()
    const { flags } = opened(source)
    await flags.ready()
    await answered()
    source.mode = 'rejects'
    await flags.refresh()
    source.mode = 'up'
    const heard: unknown[] = []
    flags.onChange(({ changes, stale }) => heard.push([changes.length, stale]))
    await source.write({ verbose_logging: true }, '0')
    await flags.refresh()
    expect(heard).toEqual([
      [0, false],
      [1, false],
    ])
  })

  it('from the beginning leaves the defaults, and says so', async () => {
    const source = unstableSource({ maintenance_mode: true })
    source.mode = 'rejects'
    const { flags, time } = opened(source)
    expect(await flags.ready()).toMatchObject({ degraded: true })
    expect(flags.check().message).toMatch(/the defaults hold$/)
    expect(flags.details('maintenance_mode')).toEqual({ value: false, reason: 'default' })
    source.mode = 'up'
    time.advance(2_000)
    await answered()
    expect(flags.current.maintenance_mode).toBe(true)
  })

  it('is asked again after 1, 2, 4 … 30 seconds', async () => {
    const source = unstableSource()
    const { flags, time } = opened(source)
    await flags.ready()
    await answered()
    source.mode = 'rejects'
    await flags.refresh()
    const { reads } = source
    const found: number[] = []
    for (let second = 1; second <= 100; second++) {
      time.advance(1_000)
      await answered()
      if (source.reads > reads + found.length) found.push(second)
    }
    expect(found).toEqual([1, 3, 7, 15, 31, 61, 91])
  })
})

describe('a change', () => {
  it('rejects while the source is down, is recorded as not made, and shows no address', async () => {
    const source = unstableSource()
    const { flags, recorded } = opened(source)
    await flags.ready()
    source.mode = 'rejects'
    await expect(flags.set('verbose_logging', true, ada)).rejects.toThrow('is down')
    expect(flags.current.verbose_logging).toBe(false)
    expect(recorded('controls.refused')).toMatchObject([
      { outcome: 'error', reason: 'unavailable', actor: { id: 'ada' } },
    ])
    await flags.refresh()
    expect(JSON.stringify([flags.check(), recorded('controls.refused')])).not.toContain('pass')
  })

  it('made before a late answer is not undone by that', async () => {
    const source = unstableSource()
    const { flags, time } = opened(source)
    await flags.ready()
    await answered()
    const read = source.read
    let late: (state: Awaited<ReturnType<typeof read>>) => void = () => {}
    const old = await read()
    source.read = () => new Promise((resolve) => (late = resolve))
    const asked = flags.refresh()
    await answered()
    time.advance(5_000)
    await asked
    source.read = read
    await flags.set('verbose_logging', true, ada)
    late(old)
    await answered()
    expect(flags.current.verbose_logging).toBe(true)
  })
})

describe('a feed', () => {
  it('that is lost makes readings frequent, and the check says so, until it is back', async () => {
    const source = unstableSource()
    const { flags, time } = opened(source)
    await flags.ready()
    await answered()
    source.feed('lost')
    await answered()
    expect(flags.check()).toMatchObject({ ok: true, degraded: true })
    expect(flags.details('verbose_logging').reason).toBe('default')
    const { reads } = source
    for (let second = 0; second < 5; second++) {
      time.advance(1_000)
      await answered()
    }
    expect(source.reads - reads).toBe(5)
    source.feed('restored')
    await answered()
    expect(flags.check()).toEqual({ ok: true })
  })

  it('that cannot be had is asked for again', async () => {
    const source = unstableSource()
    source.deaf = true
    const { flags, time } = opened(source)
    await flags.ready()
    await answered()
    expect(flags.check().degraded).toBe(true)
    source.deaf = false
    time.advance(1_000)
    await answered()
    expect(flags.check()).toEqual({ ok: true })
    await source.write({ verbose_logging: true }, '0')
    await answered()
    expect(flags.current.verbose_logging).toBe(true)
  })

  it('that tells of much is followed by few readings', async () => {
    const source = unstableSource()
    const { flags } = opened(source)
    await flags.ready()
    await answered()
    const { reads } = source
    for (let i = 0; i < 1_000; i++) await source.write({ rate_limit_per_minute: i + 1 }, `${i}`)
    await flags.refresh()
    expect(flags.current.rate_limit_per_minute).toBe(1_000)
    expect(source.reads - reads).toBeLessThan(1_000)
  })
})

it('closed, nothing is asked, told or shown any more', async () => {
  const source = unstableSource()
  const { flags, time } = opened(source)
  await flags.ready()
  await answered()
  flags.close()
  flags.close()
  const { reads } = source
  await source.write({ verbose_logging: true }, '0')
  time.advance(3_600_000)
  await answered()
  expect([source.reads, flags.current.verbose_logging]).toEqual([reads, false])
})
