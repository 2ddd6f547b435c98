import { describe, expect, it } from 'vitest'
import { fakeHealth, saying } from './support/fake-health.ts'

describe('startup', () => {
  it('is over when each critical check of readiness was up once, and for good', async () => {
    const states = { a: false, b: true, spare: false }
    const { health } = fakeHealth({
      startupGraceMs: 30_000,
      checks: {
        a: { check: () => ({ ok: states.a }), cacheMs: 0 },
        b: { check: () => ({ ok: states.b }), cacheMs: 0 },
        spare: { check: () => ({ ok: states.spare }), critical: false },
      },
    })
    expect(saying(await health.startup())).toBe('down starting: a degraded grace, b up')
    Object.assign(states, { a: true, b: false })
    expect(saying(await health.startup())).toBe('up: a up, b degraded grace')
    health.register('new', () => ({ ok: false }))
    expect((await health.startup()).status).toBe('up')
    await health.drain({ delayMs: 0 })
    expect((await health.startup()).status).toBe('up')
  })

  it('asks the group of its own where there is one', async () => {
    const { health } = fakeHealth({
      checks: {
        migrations: { check: () => ({ ok: true }), groups: ['startup'] },
        database: () => ({ ok: false }),
      },
    })
    expect(saying(await health.startup())).toBe('up: migrations up')
    expect(saying(await health.ready())).toBe('down: database down')
  })
})

describe('groups', () => {
  it('are reported by themselves, and all checks together', async () => {
    const { health } = fakeHealth({
      checks: {
        database: { check: () => ({ ok: true }), groups: ['ready', 'storage'] },
        archive: { check: () => ({ ok: false }), groups: ['storage'], tags: ['s3'] },
      },
    })
    expect(saying(await health.ready())).toBe('up: database up')
    expect(saying(await health.group('storage'))).toBe('down: database up, archive down')
    expect(saying(await health.group('nothing'))).toBe('up: ')
    const all = await health.all()
    expect([saying(all), all.groups]).toEqual([
      'down: database up, archive down',
      ['ready', 'storage'],
    ])
    expect(all.checks[1]?.tags).toEqual(['s3'])
  })
})

describe('after close', () => {
  it('what was known is said, nobody is asked, and no check is taken', async () => {
    let asked = 0
    const { health, pass, said } = fakeHealth({ checks: { it: () => ({ ok: ++asked > 0 }) } })
    await health.ready()
    health.close()
    health.close()
    await pass(60_000)
    expect([await said(), asked]).toEqual(['up: it up', 1])
    expect(() => health.register('new', () => ({ ok: true }))).toThrow('before close(), got "new"')
  })
})
