// The mistake this prevents: a package that works here, from its sources, and not where it is
// installed: a subpath missing from the published exports, a CommonJS caller without types, a
// licence forgotten. Two lists of entry points stay one.
import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { alsoShipped, builtExports, common, packageName, published } from './manifest.ts'
import { type Package, packages } from './workspace.ts'

export const title: string = 'every package.json is complete, its published exports in step'

export async function check(root: string): Promise<string[]> {
  return packages(root).flatMap((one) =>
    problems(one).map((what) => `${relative(root, join(one.folder, 'package.json'))}:1: ${what}`),
  )
}

function problems(one: Package): string[] {
  const { folder, manifest, short } = one
  const { publishConfig = {}, scripts = {} } = manifest
  const is = { ...manifest, ...flat('publishConfig.', publishConfig), ...flat('scripts.', scripts) }
  const wanted = {
    name: `@sallyport/${short}`,
    ...common,
    files: [...common.files, ...(alsoShipped[short] ?? [])],
    ...flat('publishConfig.', published),
    'scripts.build': 'tsup',
  }
  return [
    ...Object.entries(wanted).flatMap(([field, value]) =>
      isDeepStrictEqual(is[field], value) ? [] : [`"${field}" must be ${JSON.stringify(value)}`],
    ),
    ...(packageName.test(short) ? [] : [`"${short}" is no package name: lower case and hyphens`]),
    ...(/^\d+\.\d+\.\d+/.test(String(manifest.version)) ? [] : ['"version" is missing']),
    ...(manifest.description ? [] : ['"description" must say what it is in one sentence']),
    ...(existsSync(join(folder, 'README.md')) ? [] : ['the package has no README.md']),
    ...exportProblems(one),
    ...dependencyProblems(one),
  ]
}

function flat(prefix: string, fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [prefix + key, value]))
}

function exportProblems({ folder, manifest }: Package): string[] {
  const { exports = {}, publishConfig = {} } = manifest
  const built = builtExports(exports)
  const theirs = (publishConfig.exports ?? {}) as Record<string, unknown>
  const subpaths = [...new Set([...Object.keys(built), ...Object.keys(theirs)])]
  return [
    ...('.' in exports ? [] : ['"exports" has no "."']),
    ...Object.entries(exports).flatMap(([subpath, file]) => [
      ...(/^\.\/src\/.+\.ts$/.test(file) ? [] : [`exports["${subpath}"] must be a ./src/….ts`]),
      ...(existsSync(join(folder, file))
        ? []
        : [`exports["${subpath}"] names ${file}, which is not there`]),
    ]),
    ...subpaths.flatMap((subpath) => {
      const where = `publishConfig.exports["${subpath}"]`
      if (!(subpath in built)) return [`${where} has no counterpart in "exports"`]
      const value = JSON.stringify(built[subpath])
      return JSON.stringify(theirs[subpath]) === value ? [] : [`${where} must be ${value}`]
    }),
  ]
}

function dependencyProblems({ manifest }: Package): string[] {
  const { dependencies, devDependencies, peerDependencies } = manifest
  return Object.entries({ ...devDependencies, ...peerDependencies, ...dependencies })
    .filter(([name, version]) => name.startsWith('@sallyport/') && version !== 'workspace:^')
    .map(([name]) => `"${name}" must be "workspace:^"`)
}
