import { controlsMetrics, settingsSource } from '@sallyport/controls'
import { describe, expect, it } from 'vitest'
import { opened } from './support/opened.ts'

describe('what a source holds', () => {
  it('is refused as a whole when one flag cannot hold it, recorded once, and counted', async () => {
    const source = settingsSource({ rate_limit_per_minute: 60 })
    const { flags, recorded, metrics } = opened(source)
    await flags.ready()
    await source.write({ rate_limit_per_minute: 0, maintenance_mode: true }, '0')
    await flags.refresh()
    expect(flags.current).toMatchObject({ rate_limit_per_minute: 60, maintenance_mode: false })
    expect(await flags.refresh()).toMatchObject({
      ...{ ok: true, degraded: true },
      detail: { faults: [expect.stringContaining('rate_limit_per_minute must be a whole number')] },
    })
    expect(flags.details('maintenance_mode').reason).toBe('stale')
    expect(recorded('controls.source_rejected')).toHaveLength(1)
    expect(metrics.value(controlsMetrics.sourceErrors, { kind: 'rejected' })).toBeGreaterThan(1)
    await source.write({ rate_limit_per_minute: 1, maintenance_mode: true }, '1')
    expect(await flags.refresh()).toEqual({ ok: true })
    expect(flags.current).toMatchObject({ rate_limit_per_minute: 1, maintenance_mode: true })
  })

  it('and nobody is named for is recorded as changed outside, but not what was there first', async () => {
    const source = settingsSource({ rate_limit_per_minute: 60 })
    const { flags, recorded } = opened(source)
    await flags.ready()
    expect(recorded('controls.changed_outside')).toEqual([])
    await source.write({ rate_limit_per_minute: 70 }, '0')
    await flags.refresh()
    expect(recorded('controls.changed_outside')).toMatchObject([{ event: { from: 60, to: 70 } }])
  })

  it.each([
    { value: 'true' },
    { value: true, until: 'tomorrow' },
    { value: true, until: '2026-11-21T12:00:00' },
    { value: true, until: 1_795_000_000_000 },
    { value: true, since: '2026-13-45T99:00:00Z' },
    { value: true, until: '2027-01-01T00:00:00Z', before: { value: 1 } },
    {},
    null,
    [],
    [true],
    'x'.repeat(1_000_000),
    JSON.parse('{"__proto__":{"value":true}}'),
  ])('is refused where it is %j', async (raw) => {
    const { flags } = opened(settingsSource({ maintenance_mode: raw, verbose_logging: true }))
    const { degraded, detail } = await flags.ready()
    expect(degraded).toBe(true)
    expect(JSON.stringify(detail).length).toBeLessThan(300)
    expect(flags.current).toMatchObject({ maintenance_mode: false, verbose_logging: false })
  })

  it('touches nothing but flags, whatever it is called', async () => {
    const flags = JSON.parse(
      '{"__proto__":{"maintenance_mode":true,"value":true},"constructor":true,"toString":1,"verbose_logging":true}',
    )
    const made = opened(settingsSource(flags)).flags
    expect(await made.ready()).toEqual({ ok: true })
    expect(made.current).toMatchObject({ maintenance_mode: false, verbose_logging: true })
    expect(Object.keys(made.current)).toEqual(Object.keys(made.definition))
    expect({}).not.toHaveProperty('maintenance_mode')
  })
})
