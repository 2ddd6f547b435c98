import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pnpm } from './command.ts'
import type { Tarball } from './tarball.ts'

/**
 * Makes `folder` a project that has installed all these tarballs, each other's included. Peers are
 * taken from where the package itself has them, and are absent where it has none.
 */
export async function installTarballs(folder: string, tarballs: readonly Tarball[]): Promise<void> {
  const workspace = instead(tarballs)
  const peers = tarballs.flatMap(({ one }) =>
    Object.keys(one.manifest.peerDependencies ?? {})
      .map((name) => [name, join(one.folder, 'node_modules', name)] as const)
      .filter(([, path]) => existsSync(path))
      .map(([name, path]) => [name, `link:${path}`] as const),
  )
  const dependencies = { ...Object.fromEntries(peers), ...workspace.overrides }
  const manifest = { name: 'scratch', private: true, type: 'module', dependencies }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  // JSON is YAML.
  writeFileSync(join(folder, 'pnpm-workspace.yaml'), JSON.stringify(workspace))
  const { ok, output } = await pnpm(folder, 'install', '--prefer-offline', '--ignore-scripts')
  if (!ok) throw new Error(`the tarballs do not install together: ${output}`)
  linkNodeTypes(folder)
}

/** The pnpm-workspace.yaml of a project that takes the tarballs wherever our packages are asked for. */
export function instead(tarballs: readonly Tarball[]) {
  const ours = tarballs.map(({ one, path }) => [one.manifest.name, `file:${path}`] as const)
  return { packages: [], autoInstallPeers: false, overrides: Object.fromEntries(ours) }
}

function linkNodeTypes(folder: string): void {
  const path = 'node_modules/@types/node'
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true })
  symlinkSync(join(import.meta.dirname, '..', path), join(folder, path))
}
