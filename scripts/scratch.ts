import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pnpm } from './command.ts'
import type { Tarball } from './tarball.ts'

/**
 * Makes `folder` a project that has installed all these tarballs, each other's included. Peers are
 * taken from where the package itself has them, and are absent where it has none.
 */
export async function installTarballs(folder: string, tarballs: readonly Tarball[]): Promise<void> {
  const ours = tarballs.map(({ one, path }) => [one.manifest.name, `file:${path}`] as const)
  const peers = tarballs.flatMap(({ one }) =>
    Object.keys(one.manifest.peerDependencies ?? {})
      .map((name) => [name, join(one.folder, 'node_modules', name)] as const)
      .filter(([, path]) => existsSync(path))
      .map(([name, path]) => [name, `link:${path}`] as const),
  )
  const dependencies = Object.fromEntries([...peers, ...ours])
  const manifest = { name: 'scratch', private: true, type: 'module', dependencies }
  const workspace = { packages: [], autoInstallPeers: false, overrides: Object.fromEntries(ours) }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  // JSON is YAML.
  writeFileSync(join(folder, 'pnpm-workspace.yaml'), JSON.stringify(workspace))
  const { ok, output } = await pnpm(folder, 'install', '--prefer-offline', '--ignore-scripts')
  if (!ok) throw new Error(`the tarballs do not install together: ${output}`)
  linkNodeTypes(folder)
}

function linkNodeTypes(folder: string): void {
  const path = 'node_modules/@types/node'
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true })
  symlinkSync(join(import.meta.dirname, '..', path), join(folder, path))
}
