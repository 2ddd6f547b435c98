import { controlsMetrics, settingsSource } from '@sallyport/controls'
import { describe, expect, it } from 'vitest'
import { ada, noon, opened, user } from './support/opened.ts'

describe('a flag that is set', () => {
  it('holds the value at once, in a new frozen snapshot, and says who and why', async () => {
    const { flags } = opened()
    const before = flags.current
    expect(await flags.set('rate_limit_per_minute', 60, ada)).toEqual({
      ok: true,
      from: 100,
      to: 60,
    })
    expect([before.rate_limit_per_minute, flags.current.rate_limit_per_minute]).toEqual([100, 60])
    expect(Object.isFrozen(flags.current)).toBe(true)
    expect(flags.details('rate_limit_per_minute')).toEqual({
      ...{ value: 60, reason: 'source', since: noon, by: 'ada', why: 'ticket 7' },
    })
    expect(flags.details('verbose_logging')).toEqual({ value: false, reason: 'default' })
  })

  it('is recorded with who, why, from and to, and counted', async () => {
    const { flags, recorded, metrics } = opened()
    await flags.set('verbose_logging', true, ada)
    expect(recorded('controls.changed')).toEqual([
      {
        ...{ type: 'controls.changed', outcome: 'success', actor: user('ada') },
        targets: [{ kind: 'flag', id: 'verbose_logging' }],
        event: { from: false, to: true, why: 'ticket 7' },
      },
    ])
    expect(metrics.value(controlsMetrics.changes, { flag: 'verbose_logging', origin: 'set' })).toBe(
      1,
    )
    await flags.refresh()
    expect(recorded('controls.changed_outside')).toEqual([])
  })

  it('is told to listeners after it shows, until they stop; one that throws stops nobody', async () => {
    const { flags, errors } = opened()
    await flags.ready()
    const heard: unknown[] = []
    flags.onChange(() => {
      throw new Error('listener')
    })
    const stop = flags.onChange(({ changes, stale }) =>
      heard.push([changes, stale, flags.current.verbose_logging]),
    )
    await flags.set('verbose_logging', true, ada)
    stop()
    stop()
    await flags.set('verbose_logging', false, ada)
    const change = { name: 'verbose_logging', from: false, to: true, by: 'ada', why: 'ticket 7' }
    expect(heard).toEqual([[[change], false, true]])
    expect(errors).toEqual([new Error('listener'), new Error('listener')])
  })
})

describe('a value that a flag cannot hold', () => {
  it.each([
    ['rate_limit_per_minute', 0, 'must be a whole number from 1 to 1000000, got 0'],
    ['rate_limit_per_minute', 1_000_001, 'got 1000001'],
    ['rate_limit_per_minute', 1.5, 'got 1.5'],
    ['rate_limit_per_minute', Number.NaN, 'got NaN'],
    ['rate_limit_per_minute', '60', 'got "60"'],
    ['rate_limit_per_minute', null, 'got null'],
    ['maintenance_mode', 'true', 'must be true or false, got "true"'],
    ['maintenance_mode', 1, 'got 1'],
    ['maintenance_mode', { value: true }, 'got an object'],
    ['maintenance_message', 'x'.repeat(1_001), 'must be text of at most 1000 characters'],
    ['maintenance_message', '\ud800', 'must be text'],
    ['maintenance_message', undefined, 'got undefined'],
  ])('%s: %o is refused, recorded, and changes nothing', async (name, value, message) => {
    const { flags, recorded } = opened()
    const before = flags.current
    const result = await flags.set(name as 'maintenance_mode', value as never, ada)
    expect(result).toMatchObject({ ok: false, reason: 'invalid_value' })
    expect(result).toHaveProperty('message', expect.stringContaining(message))
    expect(flags.current).toBe(before)
    expect(recorded('controls.refused')).toMatchObject([
      { outcome: 'denied', reason: 'invalid_value', actor: { id: 'ada' } },
    ])
  })

  it.each(['maintenance', '', '__proto__', 'constructor', 'x'.repeat(10_000)])(
    'neither can a flag that there is not: %s',
    async (name) => {
      const { flags, recorded } = opened()
      const result = await flags.set(name as 'maintenance_mode', true, ada)
      expect(result).toMatchObject({ ok: false, reason: 'unknown_flag' })
      expect(JSON.stringify([result, recorded('controls.refused')]).length).toBeLessThan(800)
      expect(flags.details(name, 'mine')).toEqual({ value: 'mine', reason: 'unknown' })
      expect(flags.details(name as 'maintenance_mode').value).toBe(undefined)
    },
  )
})

describe('who sets a flag', () => {
  it.each([
    undefined,
    {},
    { actor: user('ada') },
    { actor: user(''), why: 'a' },
    { actor: user(' '), why: 'a' },
    { actor: user('x'.repeat(201)), why: 'a' },
    { actor: 'ada', why: 'a' },
    { actor: { id: 'ada' }, why: 'a' },
    { actor: user('ada'), why: 'x'.repeat(1_001) },
    { who: 'ada', why: 'a' },
    { ...ada, forMs: 0 },
    { ...ada, forMs: 1.5 },
    { ...ada, forMs: Number.POSITIVE_INFINITY },
    { ...ada, forMs: 367 * 86_400_000 },
    { ...ada, formMs: 1 },
  ])('must say so properly: %j', async (options) => {
    const { flags } = opened()
    await expect(flags.set('verbose_logging', true, options as never)).rejects.toThrow(/controls: /)
    expect(flags.current.verbose_logging).toBe(false)
  })
})

describe('a set on a source', () => {
  it('that can only be read is refused', async () => {
    const { read } = settingsSource({ verbose_logging: true })
    const { flags } = opened({ read })
    expect(await flags.set('verbose_logging', false, ada)).toMatchObject({ reason: 'read_only' })
    expect(flags.current.verbose_logging).toBe(true)
  })

  it('leaves what others keep there', async () => {
    const source = settingsSource({ of_a_newer_version: { value: 1, until: 'whenever' } })
    const { flags } = opened(source)
    await flags.set('verbose_logging', true, ada)
    expect((await source.read()).flags).toMatchObject({
      of_a_newer_version: { value: 1, until: 'whenever' },
      verbose_logging: { value: true, by: 'ada', since: '2026-11-21T12:00:00.000Z' },
    })
  })

  it('in which another flag makes no sense names that, which can be set', async () => {
    const { flags } = opened(settingsSource({ rate_limit_per_minute: -1 }))
    const refused = await flags.set('verbose_logging', true, ada)
    expect(refused).toMatchObject({ ok: false, reason: 'source_invalid' })
    expect(refused).toHaveProperty('message', expect.stringContaining('rate_limit_per_minute'))
    expect(await flags.set('rate_limit_per_minute', 50, ada)).toMatchObject({ ok: true, from: 100 })
    expect((await flags.set('verbose_logging', true, ada)).ok).toBe(true)
  })

  it('that others always change first gives up in the end', async () => {
    const source = settingsSource()
    const { flags } = opened({ ...source, write: () => false })
    expect(await flags.set('verbose_logging', true, ada)).toMatchObject({
      reason: 'change_conflict',
    })
  })

  it('is not made after close', async () => {
    const { flags } = opened()
    flags.close()
    await expect(flags.set('verbose_logging', true, ada)).rejects.toThrow(
      'controls: set() comes too late',
    )
    expect(flags.current.verbose_logging).toBe(false)
  })
})

describe('a thousand changes of two flags on four instances at once', () => {
  it('all happen, each recorded with what was there before', async () => {
    const source = settingsSource()
    const all = Array.from({ length: 4 }, () => opened(source))
    const results = await Promise.all(
      Array.from({ length: 1_000 }, (_, i) =>
        all[i % 4]?.flags.set('rate_limit_per_minute', i + 1_000, {
          actor: user(`w${i}`),
          why: 'race',
        }),
      ),
    )
    expect(results.filter((one) => one?.ok)).toHaveLength(1_000)
    const records = all.flatMap(({ recorded }) => recorded('controls.changed'))
    const links = new Map(
      records.map(({ event }) => {
        const { from, to } = event as { readonly from: number; readonly to: number }
        return [from, to] as const
      }),
    )
    // One chain through all of them: no change was lost, and none was made over another unseen.
    let [value, length] = [100, 0]
    for (let next = links.get(value); next !== undefined; next = links.get(value)) {
      value = next
      length++
    }
    expect(length).toBe(1_000)
    await Promise.all(all.map(({ flags }) => flags.refresh()))
    expect(all.map(({ flags }) => flags.current.rate_limit_per_minute)).toEqual(
      Array(4).fill(value),
    )
  })
})
