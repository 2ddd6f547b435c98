// The mistake this prevents: a convenient import that quietly turns small packages into one big
// one. A guard that reaches into the audit log, a database client in a store, a framework in
// the composition: each compiles, passes its tests, and is paid for by everyone who wanted one
// package.
import { isBuiltin } from 'node:module'
import { join, relative, resolve, sep } from 'node:path'
import { at, type Import, imports, packageOf, parse } from './syntax.ts'
import { files, type Package, packages } from './workspace.ts'

export const title: string = 'imports follow the allowed edges'

/** Everyone may import core; beyond that only these. */
const edges: Readonly<Record<string, readonly string[]>> = {
  'api-keys': ['scopes', 'limits', 'network'],
  'webhook-auth': ['network'],
  limits: ['network'],
  'config-validation': ['network'],
}
/** These may import every package. */
const composers = ['cli', 'console']
/** These may import every package's catalogs, and nothing else of it. */
const catalogReaders = ['monitoring']
const catalogName = /(Metrics|Events|Reasons)$/

/** The one place of each third-party library, as the start of a path below `packages/`. */
const homes: Readonly<Record<string, readonly string[]>> = {
  'prom-client': ['metrics/src/backends/'],
  'hot-shots': ['metrics/src/backends/'],
  'ipaddr.js': ['network/src/'],
  zod: ['config-validation/src/'],
  yaml: ['slo/src/sloth/'],
  '@openfeature/server-sdk': ['controls/src/'],
  '@opentelemetry/api': ['metrics/src/otel-exemplars', 'metrics/src/backends/otel', 'tracing/src/'],
}
const framework = /^(express|fastify|hono|@fastify\/.+|@hono\/.+)$/

export async function check(root: string): Promise<string[]> {
  const ours = packages(root)
  const examples = packages(root, 'examples')
  return [
    ...[...ours, ...examples].flatMap((one) => escapes(root, one)),
    ...ours.flatMap((one) => outside(root, one)),
    ...examples
      .filter(({ short }) => short === 'service')
      .flatMap(({ folder }) => allImports(folder, '**/*.ts'))
      .filter(({ specifier }) => framework.test(packageOf(specifier)))
      .map(({ node }) => `${at(root, node)}: a framework in the service; it belongs in an adapter`),
  ]
}

function escapes(root: string, { folder }: Package): string[] {
  const src = join(folder, 'src') + sep
  return allImports(folder, '{src,test}/**/*.ts').flatMap(({ specifier, file, node }) => {
    const home = file.startsWith(src) ? src : folder + sep
    return !specifier.startsWith('.') || resolve(file, '..', specifier).startsWith(home)
      ? []
      : [`${at(root, node)}: '${specifier}' leaves ${relative(root, home)}; import by package name`]
  })
}

function outside(root: string, { short, folder, manifest }: Package): string[] {
  const declared = { ...manifest.dependencies, ...manifest.peerDependencies }
  const bare = allImports(folder, 'src/**/*.ts').filter(
    ({ specifier }) => !specifier.startsWith('.') && !isBuiltin(specifier),
  )
  const used = new Set(bare.map(({ specifier }) => packageOf(specifier)))
  const file = relative(root, join(folder, 'package.json'))
  return [
    ...bare.flatMap((found) => {
      const name = packageOf(found.specifier)
      const wrong = name.startsWith('@sallyport/')
        ? edge(short, name.slice('@sallyport/'.length), found)
        : library(relative(join(root, 'packages'), found.file), name)
      const finding = wrong ?? (name in declared ? undefined : `${file} does not declare '${name}'`)
      return finding === undefined ? [] : [`${at(root, found.node)}: ${finding}`]
    }),
    ...Object.keys(declared)
      .filter((name) => !used.has(name))
      .map((name) => `${file}:1: declares '${name}', which src never imports; remove it`),
  ]
}

function edge(from: string, to: string, found: Import): string | undefined {
  if (from === to) return 'a package imports itself by relative path'
  if (composers.includes(from)) return undefined
  if (from !== 'core' && (to === 'core' || edges[from]?.includes(to))) return undefined
  if (!catalogReaders.includes(from)) return `'${from}' may not import '${to}'; see the edges`
  const other = found.names.find((name) => !catalogName.test(name))
  return found.names.length > 0 && other === undefined
    ? undefined
    : `'${from}' may import only catalogs, not ${other ?? 'a whole module'}`
}

function library(file: string, name: string): string | undefined {
  const places = homes[name]
  if (places?.some((place) => file.startsWith(place))) return undefined
  return places === undefined
    ? `'${name}' has no home in packages; take it as an argument (clients: core/clients)`
    : `'${name}' belongs in packages/${places.join(' or packages/')} alone`
}

function allImports(folder: string, pattern: string): Import[] {
  return files(folder, pattern).flatMap((file) => imports(parse(file)))
}
