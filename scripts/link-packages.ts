import { existsSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { packages } from './workspace.ts'

/**
 * Makes `target` a node_modules folder from which everything resolves that anything in the
 * workspace can import: the packages, the examples, and what they, the pages and the root depend on.
 */
export function linkPackages(root: string, target: string): void {
  const ours = [...packages(root), ...packages(root, 'examples')]
  const link = (name: string, folder: string): void => {
    const path = join(target, name)
    if (existsSync(path)) return
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(realpathSync(folder), path)
  }
  for (const { folder, manifest } of ours) link(manifest.name, folder)
  const others = [join(root, 'docs'), root, join(import.meta.dirname, '..')]
  const installed = [...ours.map(({ folder }) => folder), ...others]
  for (const folder of installed) {
    const modules = join(folder, 'node_modules')
    for (const name of packageNames(modules)) link(name, join(modules, name))
  }
}

/** The packages in a node_modules folder, scoped ones included. */
function packageNames(modules: string): string[] {
  if (!existsSync(modules)) return []
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@')
        ? readdirSync(join(modules, name)).map((one) => `${name}/${one}`)
        : [name],
    )
}
