import { gzipSync } from 'node:zlib'
import { build, type Plugin } from 'esbuild'
import type { Package } from './workspace.ts'

const options = {
  logLevel: 'silent',
  bundle: true,
  write: false,
  format: 'esm',
  target: 'node22',
} as const

/** Bytes of an entry point after minifying and gzip, without other packages, builtins and the modules `apart`. */
export async function bytesOf(
  { manifest }: Package,
  file: string,
  apart: readonly string[] = [],
): Promise<number> {
  const others = { ...manifest.dependencies, ...manifest.peerDependencies }
  const names = Object.keys(others).flatMap((name) => [name, `${name}/*`])
  const modules = apart.map((name) => `./${name}.ts`)
  const external = ['node:*', '@sallyport/*', ...names, ...modules]
  const { outputFiles } = await build({ ...options, entryPoints: [file], external, minify: true })
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length
}

/** What an entry point loads, itself and through other packages of `ours`. */
export async function loadsOf(file: string, ours: ReadonlyMap<string, string>): Promise<string[]> {
  const workspace: Plugin = {
    name: 'workspace',
    setup({ onResolve }) {
      onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
        kind === 'entry-point'
          ? undefined
          : { path: ours.get(path) ?? path, external: !ours.has(path) },
      )
    },
  }
  const { metafile } = await build({
    ...options,
    entryPoints: [file],
    metafile: true,
    plugins: [workspace],
  })
  return Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path))
}
