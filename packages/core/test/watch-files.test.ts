import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FileWatch, watchFiles } from '@sallyport/core/node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let folder: string
let watching: FileWatch
let heard: () => void = () => {}
let failed: (error: unknown) => void = () => {}
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-watch-')))
  watching = watchFiles(
    { changed: () => heard(), lost: (error) => failed(error), restored() {} },
    { debounceMs: 1 },
  )
})
afterEach(() => {
  watching.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Does it, and waits until it was heard of; then looks where the path leads now. */
const hears = async (change: () => void, path: string): Promise<boolean> => {
  await new Promise<void>((resolve, reject) => {
    heard = resolve
    failed = reject
    change()
  })
  return watching.renew([path])
}

describe('watchFiles', () => {
  it('waits for what is not there yet, folder by folder', async () => {
    const path = join(folder, 'a', 'b', 'file')
    expect(await watching.renew([path])).toBe(true)
    expect(await watching.renew([path])).toBe(false)
    expect(await hears(() => mkdirSync(join(folder, 'a')), path)).toBe(true)
    expect(await hears(() => mkdirSync(join(folder, 'a', 'b')), path)).toBe(true)
    expect(await hears(() => writeFileSync(path, '1'), path)).toBe(false)
    expect(await hears(() => writeFileSync(path, '2'), path)).toBe(false)
  })

  it('sees a folder that another one replaces', async () => {
    const path = join(folder, 'a', 'file')
    mkdirSync(join(folder, 'a'))
    mkdirSync(join(folder, 'b'))
    await watching.renew([path])
    await hears(() => {
      renameSync(join(folder, 'a'), join(folder, 'c'))
      renameSync(join(folder, 'b'), join(folder, 'a'))
    }, path)
    await hears(() => writeFileSync(path, '1'), path)
  })

  it('sees a link that is swapped, wherever on the way it is', async () => {
    for (const name of ['v1', 'v2']) {
      mkdirSync(join(folder, 'real', name), { recursive: true })
      writeFileSync(join(folder, 'real', name, 'file'), name)
    }
    symlinkSync('v1', join(folder, 'real', 'current'))
    mkdirSync(join(folder, 'seen'))
    symlinkSync(join('..', 'real', 'current', 'file'), join(folder, 'seen', 'file'))
    const path = join(folder, 'seen', 'file')
    await watching.renew([path])
    const swapped = await hears(() => {
      symlinkSync('v2', join(folder, 'real', 'next'))
      renameSync(join(folder, 'real', 'next'), join(folder, 'real', 'current'))
    }, path)
    expect(swapped).toBe(true)
    await hears(() => writeFileSync(join(folder, 'real', 'v2', 'file'), 'v3'), path)
  })

  it('has an end for links in a circle', async () => {
    symlinkSync('b', join(folder, 'a'))
    symlinkSync('a', join(folder, 'b'))
    await watching.renew([join(folder, 'a')])
    await hears(
      () => {
        rmSync(join(folder, 'b'))
        writeFileSync(join(folder, 'b'), '1')
      },
      join(folder, 'a'),
    )
  })

  it('tells nothing of a folder that is watched no more, or after its end', async () => {
    mkdirSync(join(folder, 'a'))
    mkdirSync(join(folder, 'b'))
    const due: (() => void)[] = []
    let told = 0
    const timers = {
      each: () => () => {},
      after: (_ms: number, run: () => void) => {
        due.push(run)
        return () => {}
      },
    }
    const other = watchFiles({ changed: () => void told++, lost() {}, restored() {} }, { timers })
    await other.renew([join(folder, 'a', 'file')])
    await other.renew([join(folder, 'b', 'file')])
    await watching.renew([join(folder, 'a', 'file')])
    await hears(() => writeFileSync(join(folder, 'a', 'file'), '1'), join(folder, 'b', 'file'))
    expect(due).toEqual([])
    await hears(() => writeFileSync(join(folder, 'b', 'file'), '1'), join(folder, 'b', 'file'))
    expect(due).toHaveLength(1)
    other.close()
    other.close()
    expect(await other.renew([folder])).toBe(false)
  })

  it('refuses a wait that is none', () => {
    const listener = { changed() {}, lost() {}, restored() {} }
    expect(() => watchFiles(listener, { debounceMs: -1 })).toThrow('core: ')
  })
})
