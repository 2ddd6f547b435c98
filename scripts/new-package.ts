// Starts a package: `pnpm new-package NAME "What it is, in one sentence."`
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { builtExports, common, packageName, published } from './manifest.ts'

/** The files of a new package by their path: the three that every package needs, and a first page. */
export function newPackage(name: string, description: string): Record<string, string> {
  const exports = { '.': './src/index.ts' }
  const manifest = {
    name: `@sallyport/${name}`,
    version: '0.1.0',
    description,
    ...common,
    exports,
    publishConfig: { ...published, exports: builtExports(exports) },
    scripts: { build: 'tsup' },
  }
  return {
    'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    'tsconfig.json': `{
  "extends": "../../tsconfig.base.json",
  "include": ["src", "test"]
}\n`,
    'tsup.config.ts': `export { default } from '../../scripts/tsup.base.ts'\n`,
    'src/index.ts': 'export {}\n',
    'README.md': `# @sallyport/${name}\n\n${description}\n\n    npm install @sallyport/${name}\n`,
  }
}

/** Writes it below `packages/`. Throws for a bad name, a missing sentence and a folder that exists. */
export function writeNewPackage(root: string, name: string, description: string): string {
  const folder = join(root, 'packages', name)
  if (!packageName.test(name)) throw new TypeError(`"${name}": lower case words with hyphens`)
  if (description.trim() === '') throw new TypeError('say what it is, in one sentence')
  if (existsSync(folder)) throw new TypeError(`packages/${name} is there already`)
  for (const [path, content] of Object.entries(newPackage(name, description))) {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

const nextSteps = (name: string): string => `packages/${name} is there. Next:
  1. pnpm install
  2. src/index.ts becomes its table of contents; test/ mirrors src
  3. pnpm --filter @sallyport/${name} add @sallyport/core@workspace:^   (once src imports it)
  4. scripts/check-edges.ts, if it may import more than core
  5. node scripts/check-surface.ts --write, and commit api.d.ts
  6. pnpm check`

if (process.argv[1] === import.meta.filename) {
  const [name = '', ...words] = process.argv.slice(2)
  try {
    writeNewPackage(join(import.meta.dirname, '..'), name, words.join(' '))
    console.log(nextSteps(name))
  } catch (error) {
    console.error(`new-package: ${(error as Error).message}`)
    console.error('usage: pnpm new-package NAME "What it is, in one sentence."')
    process.exitCode = 1
  }
}
