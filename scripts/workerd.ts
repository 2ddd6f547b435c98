import { readFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { packageOf } from './syntax.ts'

/**
 * A configuration of workerd that runs the tests of a worker in a project, with no Node compatibility and no bundler:
 * each module that it loads is listed under the name that workerd looks for.
 */
export function workerdConfig(project: string, worker: string): string {
  const modules = new Map<string, string>()
  const add = (name: string, file: string): void => {
    if (modules.has(name)) return
    modules.set(name, file)
    for (const specifier of loadedBy(file)) {
      // workerd reads a bare specifier as a path beside the one who imports, like any other.
      const path = specifier.startsWith('.')
        ? join(dirname(file), specifier)
        : installed(project, specifier)
      add(posix.join(posix.dirname(name), specifier), path)
    }
  }
  add(worker, join(project, worker))
  const listed = [...modules].map(
    ([name, file]) =>
      `( name = ${JSON.stringify(name)}, esModule = embed ${JSON.stringify(relative(project, file))} )`,
  )
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = .main)]);
const main :Workerd.Worker = (
  compatibilityDate = "${date}",
  modules = [
    ${listed.join(',\n    ')}
  ]
);
`
}

// Of a date before Node's globals came without being asked for.
const date = '2025-06-01'

const importForm = /^(?:import|export|\})[^'"\n]*?(?:from\s*)?["']([^"']+)["'];?$/gm

/** What a built module loads: there each import is a statement that ends its line. */
const loadedBy = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(importForm)].map(([, specifier = '']) => specifier)

/** The file that a specifier stands for, of ES modules. */
function installed(project: string, specifier: string): string {
  const name = packageOf(specifier)
  const folder = join(project, 'node_modules', name)
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    exports: Record<string, { import?: { default?: string } }>
  }
  const path = exports[`.${specifier.slice(name.length)}`]?.import?.default
  if (path === undefined) throw new Error(`${name} exports no ${specifier} as an ES module`)
  return join(folder, path)
}
