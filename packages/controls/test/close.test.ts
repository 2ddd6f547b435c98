import { settingsSource } from '@sallyport/controls'
import type { Timers } from '@sallyport/core'
import { type ManualTime, manualTime } from '@sallyport/core/testing'
import { describe, expect, it } from 'vitest'
import { ada, answered, minute, noon, opened } from './support/opened.ts'

/** Time of which is known what still waits. */
function watchedTime(): { readonly time: ManualTime; readonly waits: ReadonlySet<number> } {
  const time = manualTime(noon)
  const waits = new Set<number>()
  let id = 0
  const timers: Timers = {
    ...time.timers,
    after(ms, run) {
      const own = id++
      waits.add(own)
      const cancel = time.timers.after(ms, () => {
        waits.delete(own)
        run()
      })
      return () => {
        waits.delete(own)
        cancel()
      }
    },
  }
  return { time: { ...time, timers }, waits }
}

describe('close', () => {
  it('while a change is written leaves `current` as it is, and waits for nothing', async () => {
    const { time, waits } = watchedTime()
    const source = settingsSource()
    let written = (): void => {}
    const gate = new Promise<void>((resolve) => {
      written = resolve
    })
    const write: typeof source.write = async (...given) => {
      await gate
      return source.write(...given)
    }
    const { flags, recorded } = opened({ ...source, write }, { time, timers: time.timers })
    await flags.ready()
    const setting = flags.set('verbose_logging', true, { ...ada, forMs: minute })
    await answered()
    flags.close()
    written()
    expect((await setting).ok).toBe(true)
    expect(recorded('controls.changed')).toHaveLength(1)
    expect(flags.current.verbose_logging).toBe(false)
    expect(waits.size).toBe(0)
  })

  it('by a listener waits for nothing either', async () => {
    const { time, waits } = watchedTime()
    const source = settingsSource()
    const { flags } = opened(source, { time, timers: time.timers })
    await flags.ready()
    await answered()
    flags.onChange(() => flags.close())
    await source.write({ verbose_logging: true }, '0')
    await answered()
    expect(flags.current.verbose_logging).toBe(true)
    expect(waits.size).toBe(0)
  })
})
