import { settingsSource } from '@sallyport/controls'
import { manualTime } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'
import { ada, answered, minute, noon, opened } from './support/opened.ts'
import { unstableSource } from './support/unstable-source.ts'

const quarter = { ...ada, forMs: 15 * minute }

describe('a flag that is set for a time', () => {
  it('is undone to the millisecond, and that is recorded', async () => {
    const { flags, time, recorded } = opened()
    const until = noon + 15 * minute
    expect(await flags.set('verbose_logging', true, quarter)).toMatchObject({ ok: true, until })
    expect(flags.details('verbose_logging')).toMatchObject({ reason: 'temporary', until })
    time.advance(15 * minute - 1)
    expect(flags.current.verbose_logging).toBe(true)
    time.advance(1)
    expect(flags.current.verbose_logging).toBe(false)
    expect(flags.details('verbose_logging')).toEqual({ value: false, reason: 'default' })
    await answered()
    expect(recorded('controls.reverted')).toMatchObject([
      { targets: [{ id: 'verbose_logging' }], event: { from: true, to: false } },
    ])
  })

  it('becomes what it was before the first time, however often it was prolonged', async () => {
    const source = settingsSource()
    const { flags, time } = opened(source)
    await flags.set('rate_limit_per_minute', 60, {
      actor: { kind: 'user', id: 'eve' },
      why: 'calm',
    })
    await flags.set('rate_limit_per_minute', 10, quarter)
    time.advance(10 * minute)
    await flags.set('rate_limit_per_minute', 5, quarter)
    time.advance(10 * minute)
    expect(flags.current.rate_limit_per_minute).toBe(5)
    time.advance(5 * minute)
    expect(flags.details('rate_limit_per_minute')).toMatchObject({ value: 60, by: 'eve' })
    await answered()
    expect((await source.read()).flags.rate_limit_per_minute).toEqual({
      ...{ value: 60, by: 'eve', why: 'calm', since: '2026-11-21T12:00:00.000Z' },
    })
  })

  it('stays when it is set for good meanwhile', async () => {
    const { flags, time, recorded } = opened()
    await flags.set('verbose_logging', true, quarter)
    await flags.set('verbose_logging', true, ada)
    time.advance(60 * minute)
    await flags.refresh()
    expect(flags.current.verbose_logging).toBe(true)
    expect(recorded('controls.reverted')).toEqual([])
  })

  it('is undone while the source is down, and written down when it is back', async () => {
    const source = unstableSource()
    const { flags, time, recorded } = opened(source)
    await flags.set('verbose_logging', true, quarter)
    source.mode = 'rejects'
    time.advance(15 * minute)
    expect(flags.current.verbose_logging).toBe(false)
    await flags.refresh()
    expect(recorded('controls.reverted')).toEqual([])
    source.mode = 'up'
    await flags.refresh()
    await flags.refresh()
    expect(recorded('controls.reverted')).toHaveLength(1)
    expect((await source.read()).flags).toEqual({})
  })
})

describe('several instances', () => {
  it('all undo it at its time, and one of them records it', async () => {
    const [source, time] = [settingsSource(), manualTime(noon)]
    const all = [opened(source, { time }), opened(source, { time }), opened(source, { time })]
    await all[0]?.flags.set('maintenance_mode', true, quarter)
    await Promise.all(all.map(({ flags }) => flags.refresh()))
    expect(all.map(({ flags }) => flags.current.maintenance_mode)).toEqual([true, true, true])
    time.advance(15 * minute)
    expect(all.map(({ flags }) => flags.current.maintenance_mode)).toEqual([false, false, false])
    await Promise.all(all.map(({ flags }) => flags.refresh()))
    await Promise.all(all.map(({ flags }) => flags.refresh()))
    expect(all.flatMap(({ recorded }) => recorded('controls.reverted'))).toHaveLength(1)
    expect(all.flatMap(({ recorded }) => recorded('controls.changed_outside'))).toEqual([])
  })

  it('and one that starts later know the time, and one that starts after it undoes it', async () => {
    const source = settingsSource()
    const first = opened(source)
    await first.flags.set('verbose_logging', true, quarter)
    first.flags.close()
    first.time.advance(15 * minute)
    expect(first.flags.current.verbose_logging).toBe(true)

    const second = opened(source, { time: manualTime(noon + minute) })
    await second.flags.ready()
    expect(second.flags.details('verbose_logging')).toMatchObject({ value: true, by: 'ada' })
    second.time.advance(14 * minute)
    expect(second.flags.current.verbose_logging).toBe(false)
    second.flags.close()

    const third = opened(source, { time: manualTime(noon + 60 * minute) })
    await third.flags.ready()
    expect(third.flags.current.verbose_logging).toBe(false)
    await third.flags.refresh()
    expect(third.recorded('controls.reverted')).toHaveLength(1)
  })

  it('undo it by the clock, not by how long they ran', async () => {
    const { flags, time } = opened()
    await flags.set('verbose_logging', true, quarter)
    time.step(-60 * minute)
    time.advance(15 * minute)
    expect(flags.current.verbose_logging).toBe(true)
    time.step(60 * minute)
    await flags.refresh()
    expect(flags.current.verbose_logging).toBe(false)
  })
})

it('a time in a source that can only be read is kept too, and recorded by each', async () => {
  const { read } = settingsSource({
    verbose_logging: { value: true, until: '2026-11-21T13:05:00+01:00', by: 'ada' },
  })
  const { flags, time, recorded } = opened({ read })
  await flags.ready()
  expect(flags.current.verbose_logging).toBe(true)
  time.advance(5 * minute)
  expect(flags.current.verbose_logging).toBe(false)
  await flags.refresh()
  expect(recorded('controls.reverted')).toHaveLength(1)
})
