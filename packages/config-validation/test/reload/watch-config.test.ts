import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '@sallyport/config-validation'
import { configEvents, configMetrics, watchConfig } from '@sallyport/config-validation/watch'
import { describe, expect, it } from 'vitest'
import { folder, mount, replace } from '../support/mounted.ts'
import { definition, still, watching } from '../support/watching.ts'

const rejected = { outcome: 'rejected', trigger: 'call' } as const

describe('watchConfig', () => {
  it('from good to bad to good to bad: the same object, and each told once', async () => {
    const cwd = folder()
    const path = join(cwd, 'config.yaml')
    writeFileSync(path, 'port: 1')
    const { watched, changes, rejections, audit, metrics } = watching(cwd, { timers: still })
    // The one it begins with, for what was changed before it watched.
    await watched.reload()
    const first = watched.current
    for (const bad of ['port: one', 'port: [', 'port: 1\nprot: 2', '']) {
      replace(path, bad)
      const result = await watched.reload()
      expect(result).toMatchObject({ ok: false, reason: 'reload_rejected' })
      expect(watched.current).toBe(first)
    }
    expect(metrics.value(configMetrics.valid)).toBe(0)
    replace(path, 'port: 2\nallow: [a]')
    expect(await watched.reload()).toEqual({
      ok: true,
      changed: ['port', 'allow'],
      needsRestart: [],
    })
    const second = watched.current
    expect([first.port, second]).toEqual([1, { port: 2, allow: ['a'], pool: { workers: 1 } }])
    expect([Object.isFrozen(second), Object.isFrozen(second.allow)]).toEqual([true, true])
    rmSync(path)
    expect(await watched.reload()).toMatchObject({ ok: false })
    expect(watched.current).toBe(second)
    expect(metrics.value(configMetrics.valid)).toBe(0)
    replace(path, '{ allow: [a], port: 2 } # the same')
    expect(await watched.reload()).toEqual({ ok: true, changed: [], needsRestart: [] })
    expect(watched.current).toBe(second)
    expect(metrics.value(configMetrics.valid)).toBe(1)
    watched.close()
    expect(changes).toEqual([{ changed: ['port', 'allow'], needsRestart: [] }])
    expect(rejections.map((error) => error instanceof ConfigError)).toEqual(Array(5).fill(true))
    expect(audit.events.filter(({ type }) => type === configEvents.rejected.type)).toHaveLength(5)
    expect(audit.events.filter(({ type }) => type === configEvents.changed.type)).toHaveLength(1)
  })

  it('records what changed and what was rejected, without a value', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'config.yaml'), 'port: 1\npool: {workers: 2}\ntoken: hunter1')
    const { watched, audit, metrics, signals } = watching(cwd, { timers: still })
    await watched.reload()
    writeFileSync(join(cwd, 'config.yaml'), 'port: 1\npool: {workers: 3}\ntoken: hunter2')
    signals.emit('SIGHUP')
    await watched.reload()
    writeFileSync(join(cwd, 'config.yaml'), 'port: hunter3')
    await watched.reload()
    expect(JSON.stringify(audit.events)).not.toContain('hunter')
    expect(audit.events.find(({ type }) => type === configEvents.changed.type)).toMatchObject({
      outcome: 'success',
      targets: [
        { kind: 'setting', id: 'pool.workers' },
        { kind: 'setting', id: 'token' },
      ],
      event: { trigger: 'signal', needsRestart: ['pool.workers'] },
    })
    expect(audit.events.findLast(({ type }) => type === configEvents.rejected.type)).toMatchObject({
      outcome: 'failure',
      reason: 'reload_rejected',
      event: { trigger: 'call', issues: [{ path: 'port', code: 'invalid' }] },
    })
    expect(metrics.value(configMetrics.restartPending)).toBe(1)
    expect(metrics.value(configMetrics.reloads, rejected)).toBe(1)
    expect(watched.explain('pool.workers').offers[0]?.source).toMatchObject({ line: 2 })
  })

  it('tells no listener that one before it has taken off', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'config.yaml'), 'port: 1')
    const { watched } = watching(cwd, { timers: still })
    const heard: string[] = []
    watched.onChange(() => {
      heard.push('first')
      stop()
    })
    const stop = watched.onChange(() => void heard.push('second'))
    writeFileSync(join(cwd, 'config.yaml'), 'port: 2')
    await watched.reload()
    expect(heard).toEqual(['first'])
  })

  it('stops at a configuration that is not valid to begin with', () => {
    const cwd = folder()
    expect(() => watchConfig(definition, { cwd, env: {} })).toThrow(ConfigError)
  })
})

describe('a watched configuration follows', () => {
  it('files that are written over, replaced, or there for the first time', async () => {
    const cwd = folder()
    const path = join(cwd, 'config.yaml')
    writeFileSync(path, 'port: 1')
    const { watched, next, changes } = watching(cwd)
    const port = (): number => watched.current.port
    replace(path, 'port: 2')
    while (port() !== 2) await next()
    writeFileSync(path, 'port: 3')
    while (port() !== 3) await next()
    replace(join(cwd, 'config.test.yaml'), 'port: 4')
    while (port() !== 4) await next()
    rmSync(join(cwd, 'config.test.yaml'))
    while (port() !== 3) await next()
    expect(changes).toHaveLength(4)
    expect(changes.every(({ changed }) => changed.join() === 'port')).toBe(true)
  })

  it('what Kubernetes mounts, secrets included, and a bad version in between', async () => {
    const cwd = folder()
    const secrets = join(cwd, 'secrets')
    mkdirSync(secrets)
    mount(cwd, 1, { 'config.yaml': 'port: 1' })
    mount(secrets, 1, { token: 'first token\n' })
    const env = { NODE_ENV: 'test', TOKEN_FILE: join('secrets', 'token') }
    const { watched, next, changes, rejections } = watching(cwd, { env })
    expect(watched.current.token?.reveal()).toBe('first token')
    mount(secrets, 2, { token: 'second token\n' })
    while (watched.current.token?.reveal() !== 'second token') await next()
    const second = watched.current
    mount(secrets, 3, { token: 'x' })
    while (rejections.length === 0) await next()
    expect(watched.current).toBe(second)
    mount(cwd, 2, { 'config.yaml': 'port: 1\npool: {workers: 5}' })
    mount(secrets, 4, { token: 'second token' })
    while (watched.current.pool.workers !== 5) await next()
    expect(changes).toEqual([
      { changed: ['token'], needsRestart: [] },
      { changed: ['pool.workers'], needsRestart: ['pool.workers'] },
    ])
  })

  it('nothing after its end', async () => {
    const cwd = folder()
    const path = join(cwd, 'config.yaml')
    writeFileSync(path, 'port: 1')
    const { watched, signals, changes } = watching(cwd)
    const { watched: other, next } = watching(cwd)
    await watched.reload()
    watched.close()
    watched.close()
    expect(signals.listenerCount('SIGHUP')).toBe(0)
    replace(path, 'port: 2')
    while (other.current.port !== 2) await next()
    expect([watched.current.port, changes]).toEqual([1, []])
  })
})
