/** The built files of a source entry point, as `publishConfig.exports` names them. */
export function builtExport(source: string): object {
  const built = source.replace(/^\.\/src\//, './dist/').replace(/\.ts$/, '')
  return {
    import: { types: `${built}.d.ts`, default: `${built}.js` },
    require: { types: `${built}.d.cts`, default: `${built}.cjs` },
  }
}

/** What `publishConfig.exports` must be for these `exports`. */
export function builtExports(exports: Readonly<Record<string, string>>): Record<string, unknown> {
  const built = Object.entries(exports).map(([subpath, file]) => [subpath, builtExport(file)])
  return { ...Object.fromEntries(built), './package.json': './package.json' }
}

/** The fields that every package has, with the one value they may have. */
export const common = {
  license: 'MIT',
  type: 'module',
  sideEffects: false,
  engines: { node: '>=22.18' },
  files: ['dist'],
} as const

/** What packages ship besides what is built, by their short names. */
export const alsoShipped: Readonly<Record<string, readonly string[]>> = {
  metrics: ['statsd-mapping.yml'],
}

/** The fields of every package's `publishConfig`, beside its `exports`. */
export const published = { access: 'public', provenance: true } as const

/** What a package may be called. */
export const packageName: RegExp = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/
