import { expect, it, vi } from 'vitest'
import { check } from '../check-packed.ts'
import { newPackage } from '../new-package.ts'
import { plant } from './plant.ts'

// Packs, installs and compiles, each time: slow is not wrong.
vi.setConfig({ testTimeout: 240_000 })

/** A package that is built already; `dist` adds to it, or takes its place. */
const built = (short: string, dist: Record<string, string> = {}, fields: object = {}): object => {
  const { 'package.json': json = '' } = newPackage(short, 'Planted.')
  const sound = {
    'index.js': 'export const one = 1\n',
    'index.cjs': 'exports.one = 1\n',
    'index.d.ts': 'export declare const one: number\n',
    'index.d.cts': 'export declare const one: number\n',
  }
  const files = Object.entries({ ...sound, ...dist }).filter(([, text]) => text !== '')
  return {
    [`packages/${short}/package.json`]: {
      ...JSON.parse(json),
      scripts: { build: 'node --eval 0' },
      ...fields,
    },
    [`packages/${short}/src/index.ts`]: 'export const one: number = 1\n',
    [`packages/${short}/README.md`]: `# ${short}\n`,
    [`packages/${short}/LICENSE`]: 'MIT\n',
    ...Object.fromEntries(files.map(([name, text]) => [`packages/${short}/dist/${name}`, text])),
  }
}
const workspace = { 'pnpm-workspace.yaml': 'packages: [packages/*]\n' }
const findings = (...files: object[]): Promise<string[]> =>
  check(plant(Object.assign({}, workspace, ...files)))

it('accepts packages that work together, with the peers they have', async () => {
  const both = {
    'index.d.ts': `export { one } from '@sallyport/core'\nexport { two } from 'peer'\n`,
  }
  const found = await findings(
    built('core'),
    built(
      'metrics',
      {
        ...both,
        'index.d.cts': both['index.d.ts'],
        'index.js': both['index.d.ts'],
        'index.cjs': `const { one } = require('@sallyport/core'); const { two } = require('peer'); module.exports = { one, two }\n`,
      },
      {
        dependencies: { '@sallyport/core': 'workspace:^' },
        peerDependencies: { peer: '^1.0.0' },
        peerDependenciesMeta: { peer: { optional: true } },
        files: ['dist', 'statsd-mapping.yml'],
      },
    ),
    {
      'packages/metrics/statsd-mapping.yml': 'mappings: []\n',
      'packages/metrics/node_modules/peer/package.json': { name: 'peer', version: '1.2.3' },
      'packages/metrics/node_modules/peer/index.js': 'exports.two = 2',
      'packages/metrics/node_modules/peer/index.d.ts': 'export declare const two: number',
    },
  )
  expect(found).toEqual([])
})

it('finds what is packed and should not be, and what is not', async () => {
  const strays = {
    'packages/core/dist/test/one.test.js': 'throw 1\n',
    'packages/core/src/two.ts': '',
  }
  const bare = built('core', {}, { files: ['dist', 'src'] })
  const { 'packages/core/LICENSE': _, ...unlicensed } = bare as Record<string, unknown>
  expect(await findings(unlicensed, strays)).toEqual([
    'packages/core/package.json:1: packs no LICENSE',
    'packages/core/package.json:1: packs dist/test/one.test.js, which is neither built nor asked for',
    'packages/core/package.json:1: packs src/index.ts, which is neither built nor asked for',
    'packages/core/package.json:1: packs src/two.ts, which is neither built nor asked for',
  ])
})

it('finds types that are not there for CommonJS', async () => {
  expect(await findings(built('core', { 'index.d.cts': '' }))).toEqual([
    expect.stringMatching(/^packages\/core\/package\.json:1: publint: .*index\.d\.cts/s),
    expect.stringMatching(/^packages\/core\/package\.json:1: attw: /),
    expect.stringContaining('consumer.cts:1: '),
  ])
})

it('finds what does not load, from either side', async () => {
  const dist = { 'index.js': `import 'undeclared'\n`, 'index.cjs': `require('./chunk.cjs')\n` }
  expect(await findings(built('core', dist))).toEqual([
    expect.stringMatching(
      /^packages\/core\/src\/index\.ts:1: import '@sallyport\/core': .*undeclared/,
    ),
    expect.stringMatching(/^packages\/core\/src\/index\.ts:1: require '@sallyport\/core': .*chunk/),
  ])
})

it('finds declarations that do not compile where they are installed', async () => {
  const broken = `import type { Pool } from 'pg'\nexport declare const one: Gone | Pool\n`
  expect(await findings(built('core', { 'index.d.ts': broken }))).toEqual([
    expect.stringMatching(/^@sallyport\/core\/dist\/index\.d\.ts:1: Cannot find module 'pg'/),
    expect.stringMatching(/^@sallyport\/core\/dist\/index\.d\.ts:2: Cannot find name 'Gone'/),
  ])
})

it('finds declarations that older compilers do not understand', async () => {
  // Of TypeScript 5.9.
  const newer = `import defer * as fs from 'node:fs'\nexport declare const one: typeof fs\n`
  expect(await findings(built('core', { 'index.d.ts': newer }))).toContainEqual(
    expect.stringMatching(/^@sallyport\/core\/dist\/index\.d\.ts:1: /),
  )
})

it('builds what is missing or behind, and tells of a build or a pack that fails', async () => {
  const building = (script: string): object => ({ scripts: { build: `node ${script}` } })
  const write = `import { writeFileSync } from 'node:fs'
    for (const [name, text] of [['index.cjs', 'exports.one = 1'], ['index.d.cts', 'export declare const one: number']])
      writeFileSync('dist/' + name, text)`
  const behind = { 'index.cjs': '', 'index.d.cts': '' }
  const mends = { 'packages/core/build.mjs': write }
  expect(await findings(built('core', behind, building('build.mjs')), mends)).toEqual([])
  expect(
    await findings(
      built('core', behind, building('gone.mjs')),
      built('limits', {}, { dependencies: { '@sallyport/gone': 'workspace:^' } }),
    ),
  ).toEqual([
    expect.stringMatching(/^packages\/core\/package\.json:1: pnpm run build: .*gone\.mjs/s),
    expect.stringMatching(/^packages\/limits\/package\.json:1: pnpm pack .*@sallyport\/gone/s),
  ])
})

it('says so when the tarballs do not install together', async () => {
  const needy = built('core', {}, { dependencies: { gone: 'file:gone.tgz' } })
  await expect(findings(needy)).rejects.toThrow('do not install together')
})
