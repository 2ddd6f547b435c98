import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/** The fields of a package.json that the checks read. */
export interface Manifest {
  readonly name: string
  readonly exports?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>
  readonly scripts?: Readonly<Record<string, string>>
  readonly publishConfig?: Readonly<Record<string, unknown>>
  readonly [field: string]: unknown
}

/** A workspace folder with a package.json. `short` is the folder's name: `core`. */
export interface Package {
  readonly short: string
  readonly folder: string
  readonly manifest: Manifest
}

/** An entry point: `@sallyport/core/node`, its subpath `./node` and its absolute source file. */
export interface Entry {
  readonly specifier: string
  readonly subpath: string
  readonly file: string
}

const leftOut = new Set(['node_modules', 'dist', 'coverage', '.git'])

/** Absolute paths of the files below `folder` that match, sorted; never what was built or installed. */
export function files(folder: string, pattern: string): string[] {
  return globSync(pattern, {
    cwd: folder,
    exclude: (entry) => leftOut.has(entry.name),
    withFileTypes: true,
  })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** The packages below `packages/`, or another parent folder. */
export function packages(root: string, parent = 'packages'): Package[] {
  return files(root, `${parent}/*/package.json`).map((file) => {
    const folder = join(file, '..')
    const manifest = JSON.parse(readFileSync(file, 'utf8')) as Manifest
    return { short: basename(folder), folder, manifest }
  })
}

/** The entry points that a package's `exports` names. */
export function entries({ folder, manifest }: Package): Entry[] {
  return Object.entries(manifest.exports ?? {})
    .filter(([, target]) => target.endsWith('.ts'))
    .map(([subpath, target]) => ({
      specifier: join(manifest.name, subpath),
      subpath,
      file: join(folder, target),
    }))
}

/** Every file of the workspace that could be committed. */
export function allFiles(root: string): string[] {
  return files(root, '{**/*,**/.*,**/.*/**}')
}
