import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Writes a workspace into a temporary folder, removed when the test ends. Objects become JSON. */
export function plant(contents: Readonly<Record<string, string | object>>): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'sallyport-planted-')))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(contents)) {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2))
  }
  return root
}

/** A package.json as a package's ought to be, with only `.` exported. */
export function manifest(short: string, fields: object = {}): object {
  return { name: `@sallyport/${short}`, exports: { '.': './src/index.ts' }, ...fields }
}
