import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Controls, controls, operationalFlags } from '@sallyport/controls'
import { fileSource } from '@sallyport/controls/file'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Operational } from './support/opened.ts'

let folder: string
let flags: Controls<Operational> | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-controls-'))
})
afterEach(() => {
  flags?.close()
  flags = undefined
  rmSync(folder, { recursive: true, force: true })
})

/** Flags of a file, of which changes are heard of and not found by a poll. */
const read = async (path: string, member?: string) => {
  const source = fileSource(path, { debounceMs: 5, ...(member === undefined ? {} : { member }) })
  flags = controls({
    ...{ definition: operationalFlags, source, pollMs: 3_600_000, onError: () => {} },
  })
  await flags.ready()
  // Reads once more when it has begun to listen.
  await flags.refresh()
  return flags
}
const perMinute = (to: number): string => JSON.stringify({ rate_limit_per_minute: to })
const becomes = (to: number) =>
  new Promise<void>((resolve) => {
    const look = () => {
      if (flags?.current.rate_limit_per_minute === to) resolve()
    }
    flags?.onChange(look)
    look()
  })

describe('a file of flags', () => {
  it('is read again when it is written over, and when another takes its place', async () => {
    const path = join(folder, 'flags.json')
    writeFileSync(path, perMinute(1))
    expect((await read(path)).current.rate_limit_per_minute).toBe(1)
    writeFileSync(path, perMinute(2))
    await becomes(2)
    for (let to = 3; to < 6; to++) {
      writeFileSync(`${path}.new`, perMinute(to))
      renameSync(`${path}.new`, path)
      await becomes(to)
    }
  })

  it('is read again when Kubernetes swaps the link to its folder', async () => {
    const mount = (to: number): void => {
      mkdirSync(join(folder, `..${to}`))
      writeFileSync(join(folder, `..${to}`, 'flags.json'), perMinute(to))
      symlinkSync(`..${to}`, join(folder, '..data_tmp'))
      renameSync(join(folder, '..data_tmp'), join(folder, '..data'))
    }
    mount(1)
    symlinkSync(join('..data', 'flags.json'), join(folder, 'flags.json'))
    await read(join(folder, 'flags.json'))
    for (let to = 2; to < 5; to++) {
      mount(to)
      rmSync(join(folder, `..${to - 1}`), { recursive: true })
      await becomes(to)
    }
  })

  it('is read again when a link further up is swapped', async () => {
    const release = (to: number): void => {
      mkdirSync(join(folder, `release-${to}`, 'config'), { recursive: true })
      writeFileSync(join(folder, `release-${to}`, 'config', 'flags.json'), perMinute(to))
      symlinkSync(`release-${to}`, join(folder, 'next'))
      renameSync(join(folder, 'next'), join(folder, 'current'))
    }
    release(1)
    await read(join(folder, 'current', 'config', 'flags.json'))
    release(2)
    await becomes(2)
    writeFileSync(join(folder, 'release-2', 'config', 'flags.json'), perMinute(3))
    await becomes(3)
  })

  it('is read again when a link to a link is swapped', async () => {
    for (const at of ['app', 'etc', 'v1', 'v2']) mkdirSync(join(folder, at))
    for (const to of [1, 2]) writeFileSync(join(folder, `v${to}`, 'flags.json'), perMinute(to))
    const link = join(folder, 'etc', 'flags.json')
    symlinkSync(join(folder, 'v1', 'flags.json'), link)
    symlinkSync(link, join(folder, 'app', 'flags.json'))
    await read(join(folder, 'app', 'flags.json'))
    symlinkSync(join('..', 'v2', 'flags.json'), `${link}.new`)
    renameSync(`${link}.new`, link)
    await becomes(2)
  })

  it('that is gone, broken or too long keeps what was known until it is right again', async () => {
    const path = join(folder, 'flags.json')
    writeFileSync(path, `\ufeff${JSON.stringify({ operational: { rate_limit_per_minute: 7 } })}`)
    const made = await read(path, 'operational')
    expect(made.current.rate_limit_per_minute).toBe(7)
    for (const text of ['{', '[]', '{"operational":[]}', '{}', `"${'x'.repeat(1024 * 1024)}"`]) {
      writeFileSync(path, text)
      expect(await made.refresh()).toMatchObject({ ok: true, degraded: true })
    }
    rmSync(path)
    expect(await made.refresh()).toMatchObject({ degraded: true })
    expect(made.details('rate_limit_per_minute')).toEqual({ value: 7, reason: 'stale' })
    expect(
      await made.set('verbose_logging', true, { actor: { kind: 'user', id: 'a' }, why: 'b' }),
    ).toMatchObject({
      reason: 'read_only',
    })
    writeFileSync(path, '{"operational":{"rate_limit_per_minute":8}}')
    expect(await made.refresh()).not.toMatchObject({ message: /answer/ })
    await becomes(8)
  })
})

describe('what is no file of text', () => {
  const asked = async (path: string) => fileSource(path).read()

  it('is refused at once: a pipe, a device', async () => {
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    await expect(asked(pipe)).rejects.toThrow('is no file')
    await expect(asked('/dev/zero')).rejects.toThrow('is no file')
    await expect(asked(folder)).rejects.toThrow('is no file')
  })

  it('is refused: bytes that are not UTF-8', async () => {
    const path = join(folder, 'latin1.json')
    writeFileSync(path, Buffer.from('{"maintenance_message":"caf\xe9"}', 'latin1'))
    await expect(asked(path)).rejects.toThrow()
  })

  it('is refused: links that lead to each other', async () => {
    symlinkSync(join(folder, 'b'), join(folder, 'a'))
    symlinkSync(join(folder, 'a'), join(folder, 'b'))
    await expect(asked(join(folder, 'a'))).rejects.toThrow('ELOOP')
  })
})

describe('fileSource', () => {
  it.each([[''], [undefined], ['a', { members: 'b' }]] as [string, object?][])(
    'of %j is refused',
    (path, options) => {
      expect(() => fileSource(path, options)).toThrow('controls: ')
    },
  )
})
