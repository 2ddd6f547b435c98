import { type StoredFlags, settingsSource } from '@sallyport/controls'
import { describe, expect, it } from 'vitest'
import { ada, minute, opened } from './support/opened.ts'

describe('what is changed outside', () => {
  it('is recorded also where a set is what shows it', async () => {
    const { read, write } = settingsSource({ rate_limit_per_minute: 60 })
    const { flags, recorded } = opened({ read, write })
    await flags.ready()
    await write({ rate_limit_per_minute: 70 }, '0')
    await flags.set('verbose_logging', true, ada)
    await flags.refresh()
    expect(recorded('controls.changed_outside')).toMatchObject([
      { targets: [{ id: 'rate_limit_per_minute' }], event: { from: 60, to: 70 } },
    ])
  })

  it('is recorded also where the flag was set for a time', async () => {
    const source = settingsSource()
    const { flags, recorded } = opened(source)
    await flags.set('rate_limit_per_minute', 60, { ...ada, forMs: minute })
    await source.write({ rate_limit_per_minute: 999 }, '1')
    await flags.refresh()
    expect(recorded('controls.changed_outside')).toMatchObject([{ event: { from: 60, to: 999 } }])
  })

  it('is recorded where nobody else can, with whom the source names', async () => {
    let stored: StoredFlags = {}
    const { flags, recorded } = opened({ read: () => ({ version: '', flags: stored }) })
    await flags.ready()
    stored = { maintenance_mode: { value: true, by: 'eve', why: 'a new disk' } }
    await flags.refresh()
    expect(recorded('controls.changed_outside')).toMatchObject([
      {
        actor: { kind: 'service', id: 'controls' },
        event: { from: false, to: true, by: 'eve', why: 'a new disk' },
      },
    ])
  })
})

describe('a record', () => {
  it('of what a reader finds undone is made, though the clock jumped over its time', async () => {
    const until = '2026-11-21T12:05:00Z'
    const { read } = settingsSource({ verbose_logging: { value: true, until } })
    const { flags, time, audit } = opened({ read })
    await flags.ready()
    time.step(6 * minute)
    await flags.refresh()
    expect(flags.current.verbose_logging).toBe(false)
    expect(audit.events.map(({ type }) => type)).toEqual(['controls.reverted'])
  })

  it('of a refusal is of the flag, by its name', async () => {
    const { flags, recorded } = opened()
    await flags.set('rate_limit_per_minute', 0, ada)
    expect(recorded('controls.refused')).toMatchObject([
      { targets: [{ kind: 'flag', id: 'rate_limit_per_minute' }], event: { value: '0' } },
    ])
  })

  it('of values that cannot be is made anew when they are back after right ones', async () => {
    const source = settingsSource({ rate_limit_per_minute: 0 })
    const { flags, recorded } = opened(source)
    await flags.ready()
    for (const [at, to] of [5, 0].entries()) {
      await source.write({ rate_limit_per_minute: to }, `${at}`)
      await flags.refresh()
      await flags.refresh()
    }
    expect(recorded('controls.source_rejected')).toHaveLength(2)
  })
})
