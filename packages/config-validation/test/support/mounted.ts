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
import { onTestFinished } from 'vitest'

/** A folder of one test. */
export function folder(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-config-')))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Puts another file in its place, at once. */
export function replace(path: string, text: string): void {
  writeFileSync(`${path}.new`, text)
  renameSync(`${path}.new`, path)
}

/** Mounts files as Kubernetes does: links to `..data`, a link to a folder that is swapped for another. */
export function mount(at: string, version: number, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(at, `..${version}`), { recursive: true })
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(at, `..${version}`, name), text)
    if (version === 1) symlinkSync(join('..data', name), join(at, name))
  }
  symlinkSync(`..${version}`, join(at, '..data_tmp'))
  renameSync(join(at, '..data_tmp'), join(at, '..data'))
  rmSync(join(at, `..${version - 1}`), { recursive: true, force: true })
}
