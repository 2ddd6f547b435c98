import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { check, report } from '../check-size.ts'
import { manifest, plant } from './plant.ts'

/** Text that no compression makes smaller. */
const incompressible = (bytes: number): string =>
  `export const text = '${randomBytes(bytes).toString('base64')}'`

const planted = (short: string, files: Record<string, string>, fields: object = {}): string =>
  plant({
    'packages/core/package.json': manifest('core', {
      exports: { './clients': './src/index.ts' },
      peerDependencies: { 'prom-client': '*' },
    }),
    'packages/core/src/index.ts': `import 'prom-client'\n${incompressible(20_000)}`,
    [`packages/${short}/package.json`]: manifest(short, fields),
    ...Object.fromEntries(
      Object.entries(files).map(([path, code]) => [`packages/${short}/src/${path}`, code]),
    ),
  })
const about = (found: string[], short: string): string[] =>
  found.filter((one) => one.startsWith(`packages/${short}/`))

it('measures without other packages, peers, types and builtins', async () => {
  const root = planted(
    'limits',
    {
      'index.ts': `
        import type { Pool } from 'pg'
        import * as core from '@sallyport/core/other'
        import * as peer from 'peer'
        import { createHash } from 'node:crypto'
        export const all: unknown = [core, peer, createHash]`,
    },
    { peerDependencies: { peer: '*' } },
  )
  expect(about(await check(root), 'limits')).toEqual([])
  expect((await report(root))[0]).toMatch(/^@sallyport\/limits +\d{2,3} of 8192 bytes$/)
})

it('finds entry points over their budget', async () => {
  const exports = { '.': './src/index.ts', './testing': './src/testing.ts' }
  const files = { 'index.ts': incompressible(7_000), 'testing.ts': incompressible(7_000) }
  expect(about(await check(planted('limits', files, { exports })), 'limits')).toEqual([
    expect.stringMatching(
      /^packages\/limits\/src\/testing.ts:1: @sallyport\/limits\/testing is \d+ bytes; 6144 is the most$/,
    ),
  ])
  const root = plant({
    'packages/core/package.json': manifest('core'),
    'packages/core/src/index.ts': incompressible(7_000),
  })
  expect(await check(root)).toEqual([expect.stringContaining('@sallyport/core is')])
})

it('measures a store that a main entry point brings along for itself', async () => {
  const root = planted('limits', {
    'index.ts': `export { text } from './memory/memory-limit-store.ts'`,
    'memory/memory-limit-store.ts': incompressible(7_000),
  })
  expect(about(await check(root), 'limits')).toEqual([
    expect.stringMatching(
      /store.ts:1: @sallyport\/limits \(memory\/memory-limit-store\) is \d+ bytes/,
    ),
  ])
})

it('finds what is loaded through another package', async () => {
  const root = planted('api-keys', { 'index.ts': `export * from '@sallyport/core/clients'` })
  expect(about(await check(root), 'api-keys')).toEqual([
    'packages/api-keys/src/index.ts:1: @sallyport/api-keys loads prom-client',
  ])
})

it.each([
  ['core', 'node:crypto'],
  ['metrics', 'hot-shots'],
  ['health', '@opentelemetry/api'],
  ['limits', 'fastify'],
])('finds in %s a forbidden %s', async (short, name) => {
  const root = plant({
    [`packages/${short}/package.json`]: manifest(short, { peerDependencies: { [name]: '*' } }),
    [`packages/${short}/src/index.ts`]: `export * from './inner.ts'`,
    [`packages/${short}/src/inner.ts`]: `export * from '${name}'`,
  })
  expect(await check(root)).toEqual([
    `packages/${short}/src/index.ts:1: @sallyport/${short} loads ${name}`,
  ])
})

it('lets a backend have its library', async () => {
  const root = planted(
    'metrics',
    { 'index.ts': '', 'backends/prom-client.ts': `export * from 'prom-client'` },
    {
      exports: { './backends/prom-client': './src/backends/prom-client.ts' },
      peerDependencies: { 'prom-client': '*' },
    },
  )
  expect(about(await check(root), 'metrics')).toEqual([])
})
