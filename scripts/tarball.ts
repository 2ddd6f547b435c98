import { existsSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pnpm } from './command.ts'
import { builtExports } from './manifest.ts'
import { files, type Package } from './workspace.ts'

/** A package as it would be published. */
export interface Tarball {
  readonly one: Package
  readonly path: string
}

/**
 * Packs a package into a folder, after building it where `dist` is missing or behind its sources.
 * Rejects with what the build or the packing said.
 */
export async function pack(one: Package, folder: string): Promise<Tarball> {
  if (isBehind(one)) await must(one, 'run', 'build')
  const printed = await must(one, 'pack', '--json', '--pack-destination', folder)
  const { filename } = JSON.parse(printed) as { filename: string }
  return { one, path: join(folder, basename(filename)) }
}

async function must({ folder, short }: Package, ...given: string[]): Promise<string> {
  const { ok, stdout, output } = await pnpm(folder, ...given)
  if (!ok) throw new Error(`packages/${short}/package.json:1: pnpm ${given.join(' ')}: ${output}`)
  return stdout
}

function isBehind({ folder, manifest }: Package): boolean {
  const built = JSON.stringify(builtExports(manifest.exports ?? {})).match(/\.\/dist\/[^"]+/g) ?? []
  const paths = built.map((path) => join(folder, path))
  if (!paths.every((path) => existsSync(path))) return true
  const time = (path: string): number => statSync(path).mtimeMs
  const sources = [...files(folder, 'src/**/*.ts'), join(folder, 'package.json')]
  return Math.max(...sources.map(time)) > Math.min(...paths.map(time))
}
