import { expect, it } from 'vitest'
import { check } from '../check-edges.ts'
import { manifest, plant } from './plant.ts'

const uses = (...names: string[]): object => ({
  dependencies: Object.fromEntries(names.map((name) => [name, 'workspace:^'])),
})

/** What is found in one package whose `src/index.ts` is `code`. */
const findings = (short: string, code: string, fields: object = {}): Promise<string[]> =>
  check(
    plant({
      [`packages/${short}/package.json`]: manifest(short, fields),
      [`packages/${short}/src/index.ts`]: code,
    }),
  )

it('accepts the edges that the design allows', async () => {
  const code = `
    import { allow } from '@sallyport/core'
    import type { Limits } from '@sallyport/limits/stores/memory'
    import { createHash } from 'node:crypto'
    // import pg from 'pg'
    export const text = "import express from 'express'"
    export { other } from './other.ts'`
  const root = plant({
    'packages/api-keys/package.json': manifest(
      'api-keys',
      uses('@sallyport/core', '@sallyport/limits'),
    ),
    'packages/api-keys/src/index.ts': code,
    'packages/api-keys/test/index.test.ts': `import '../src/index.ts'`,
    'packages/cli/package.json': manifest('cli', uses('@sallyport/slo')),
    'packages/cli/src/index.ts': `import '@sallyport/slo'`,
    'packages/monitoring/package.json': manifest('monitoring', uses('@sallyport/health')),
    'packages/monitoring/src/index.ts': `import { healthMetrics } from '@sallyport/health'`,
    'packages/metrics/package.json': manifest('metrics', {
      peerDependencies: { 'prom-client': '*' },
    }),
    'packages/metrics/src/backends/prom-client.ts': `import { Registry } from 'prom-client'`,
    'examples/service/package.json': { name: '@sallyport-examples/service' },
    'examples/service/src/service.ts': `import { requireKey } from '@sallyport/api-keys'`,
    'examples/hono/package.json': { name: '@sallyport-examples/hono' },
    'examples/hono/src/adapter.ts': `import { Hono } from 'hono'`,
  })
  expect(await check(root)).toEqual([])
})

it.each([
  ['health', `import { openLog } from '@sallyport/audit-chain'`, '@sallyport/audit-chain'],
  ['core', `import { metrics } from '@sallyport/metrics'`, '@sallyport/metrics'],
  ['limits', `export type { Key } from '@sallyport/api-keys'`, '@sallyport/api-keys'],
  ['limits', `await import('@sallyport/scopes')`, '@sallyport/scopes'],
  ['limits', `type Key = import('@sallyport/scopes').Key`, '@sallyport/scopes'],
])('refuses an edge of %s that nobody allowed: %s', async (short, code, target) => {
  const edge = `'${short}' may not import '${target.slice('@sallyport/'.length)}'; see the edges`
  expect(await findings(short, code, uses(target))).toEqual([
    `packages/${short}/src/index.ts:1: ${edge}`,
  ])
})

it.each([
  [`import { healthMetrics, health } from '@sallyport/health'`, 'only catalogs, not health'],
  [`import * as health from '@sallyport/health'`, 'only catalogs, not a whole module'],
])('lets monitoring have catalogs alone: %s', async (code, what) => {
  expect(await findings('monitoring', code, uses('@sallyport/health'))).toEqual([
    expect.stringContaining(what),
  ])
})

it('refuses a package that imports itself by name', async () => {
  expect(await findings('slo', `import '@sallyport/slo'`, uses('@sallyport/slo'))).toEqual([
    'packages/slo/src/index.ts:1: a package imports itself by relative path',
  ])
})

it.each([
  ['api-keys', 'pg', 'has no home'],
  ['api-keys', 'prom-client', 'belongs in packages/metrics/src/backends/ alone'],
  ['metrics', 'prom-client', 'belongs in packages/metrics/src/backends/ alone'],
  ['core', 'express', 'has no home'],
])('refuses in %s the library %s', async (short, library, what) => {
  expect(await findings(short, `import type { A } from '${library}'`, uses(library))).toEqual([
    expect.stringContaining(what),
  ])
})

it('refuses a relative import that leaves src or the package', async () => {
  expect(await findings('limits', `import '../test/index.test.ts'`)).toEqual([
    expect.stringContaining(`'../test/index.test.ts' leaves packages/limits/src`),
  ])
  const root = plant({
    'packages/limits/package.json': manifest('limits'),
    'packages/limits/test/a.test.ts': `import '../../core/src/clock.ts'`,
    'examples/hono/package.json': {},
    'examples/hono/src/server.ts': `import '../../express/src/adapter.ts'`,
  })
  expect(await check(root)).toEqual([
    expect.stringContaining('packages/limits/test/a.test.ts:1'),
    expect.stringContaining('examples/hono/src/server.ts:1'),
  ])
})

it('compares the dependencies with what src imports', async () => {
  expect(await findings('limits', `import '@sallyport/core'`)).toEqual([
    `packages/limits/src/index.ts:1: packages/limits/package.json does not declare '@sallyport/core'`,
  ])
  expect(await findings('limits', '', uses('@sallyport/core'))).toEqual([
    `packages/limits/package.json:1: declares '@sallyport/core', which src never imports; remove it`,
  ])
})

it('keeps frameworks out of the service', async () => {
  const root = plant({
    'examples/service/package.json': {},
    'examples/service/src/service.ts': `\nimport type { Context } from 'hono/ssg'`,
  })
  expect(await check(root)).toEqual([
    'examples/service/src/service.ts:2: a framework in the service; it belongs in an adapter',
  ])
})
