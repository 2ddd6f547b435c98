import { settingsSource } from '@sallyport/controls'
import { controlsSourceCases } from '@sallyport/controls/testing'
import { describe, expect, it } from 'vitest'

describe('settingsSource', () => {
  it.each(controlsSourceCases(() => ({ source: settingsSource() })))('$name', ({ run }) => run())

  it('does not change what it was given, nor lets it be changed', async () => {
    const settings = { a: { value: 1 } }
    const source = settingsSource(settings)
    settings.a.value = 2
    expect((await source.read()).flags).toEqual({ a: { value: 1 } })
    Object.assign((await source.read()).flags, { a: 3 })
    expect((await source.read()).flags).toEqual({ a: { value: 1 } })
    await source.write({ b: 1 }, '0')
    expect(settings).toEqual({ a: { value: 2 } })
  })
})

type Whole = ReturnType<typeof settingsSource>
const broken: Readonly<Record<string, (whole: Whole) => Whole>> = {
  'writes without comparing': (whole) => ({
    ...whole,
    write: async (flags) => whole.write(flags, (await whole.read()).version),
  }),
  'never writes': (whole) => ({ ...whole, write: () => false }),
  forgets: (whole) => ({ ...whole, read: () => ({ version: '0', flags: {} }) }),
  'tells who has stopped': (whole) => ({
    ...whole,
    watch(listener) {
      whole.watch(listener)
      return () => {}
    },
  }),
}

describe('controlsSourceCases', () => {
  it.each(Object.entries(broken))('find a source that %s', async (_, breakIt) => {
    const cases = controlsSourceCases(() => ({ source: breakIt(settingsSource()) }))
    const ran = await Promise.allSettled(cases.map(({ run }) => run()))
    expect(ran.some(({ status }) => status === 'rejected')).toBe(true)
  })
})
